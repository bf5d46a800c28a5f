package xcursor

import "slices"

// shapes are the shapes of cursor-shape-v1 in the order of its enum (from 1),
// each by its CSS name and the names that older themes have for it.
var shapes = [][]string{
	{"default", "left_ptr", "arrow", "top_left_arrow"},
	{"context-menu"},
	{"help", "question_arrow", "whats_this", "left_ptr_help"},
	{"pointer", "hand2", "hand1", "hand", "pointing_hand"},
	{"progress", "left_ptr_watch", "half-busy"},
	{"wait", "watch"},
	{"cell", "plus"},
	{"crosshair", "cross", "tcross"},
	{"text", "xterm", "ibeam"},
	{"vertical-text"},
	{"alias", "dnd-link", "link"},
	{"copy", "dnd-copy"},
	{"move", "dnd-move", "fleur"},
	{"no-drop", "dnd-no-drop", "forbidden", "crossed_circle"},
	{"not-allowed", "crossed_circle", "forbidden", "circle"},
	{"grab", "openhand", "hand1"},
	{"grabbing", "closedhand", "dnd-none", "fleur"},
	{"e-resize", "right_side"},
	{"n-resize", "top_side"},
	{"ne-resize", "top_right_corner"},
	{"nw-resize", "top_left_corner"},
	{"s-resize", "bottom_side"},
	{"se-resize", "bottom_right_corner"},
	{"sw-resize", "bottom_left_corner"},
	{"w-resize", "left_side"},
	{"ew-resize", "sb_h_double_arrow", "h_double_arrow", "size_hor"},
	{"ns-resize", "sb_v_double_arrow", "v_double_arrow", "size_ver"},
	{"nesw-resize", "fd_double_arrow", "size_bdiag"},
	{"nwse-resize", "bd_double_arrow", "size_fdiag"},
	{"col-resize", "split_h", "sb_h_double_arrow"},
	{"row-resize", "split_v", "sb_v_double_arrow"},
	{"all-scroll", "fleur", "size_all"},
	{"zoom-in", "zoom_in"},
	{"zoom-out", "zoom_out"},
	{"dnd-ask"},                         // version 2
	{"all-resize", "size_all", "fleur"}, // version 2
}

// ShapeName returns the CSS name of a shape of cursor-shape-v1, "default" if
// there is no such shape.
func ShapeName(shape uint32) string {
	if shape < 1 || shape > uint32(len(shapes)) {
		return "default"
	}
	return shapes[shape-1][0]
}

// candidates returns the names to look for, best first, and the CSS name of
// the shape. An older name stands for the first shape that has it.
func candidates(name string) (names []string, shape string) {
	for _, s := range shapes {
		if s[0] == name {
			return s, name
		}
	}
	for _, s := range shapes {
		if slices.Contains(s, name) {
			return append([]string{name}, s...), s[0]
		}
	}
	return []string{name}, ""
}
