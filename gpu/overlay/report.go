package overlay

import (
	"path"
	"slices"
	"strings"
)

// A Library is a file as the distro sees it: the layer that it comes from, and
// those in which another one of its name is hidden.
type Library struct {
	Name  string
	Layer Layer
	Hides []Layer
	Link  string // where it leads, if it is a symbolic link
}

// Needed are the libraries without which nothing draws on /dev/dxg.
var Needed = []string{"libdxcore.so", "libd3d12.so", "libd3d12core.so"}

// merge is what an overlay of the layers shows, by name; directories are left
// out, what is in them is not.
func merge(all [layers]Directory) []Library {
	var list []Library
	seen := map[string]int{}     // a name, and where in list it is; -1: a directory, or hidden
	closed := map[string]Layer{} // names that show nothing of the layers below this one
	for layer := range all {
		l := Layer(layer)
		for _, e := range all[layer].Entries {
			if hidden(closed, e.Name, l) {
				continue
			}
			i, known := seen[e.Name]
			switch {
			case known && i >= 0:
				list[i].Hides = append(list[i].Hides, l)
			case known && !e.Dir:
			case e.Dir:
				seen[e.Name] = -1
				if _, ok := closed[e.Name]; e.Opaque && !ok {
					closed[e.Name] = l
				}
			case e.Whiteout:
				seen[e.Name], closed[e.Name] = -1, l
			default:
				seen[e.Name], closed[e.Name] = len(list), l
				list = append(list, Library{Name: e.Name, Layer: l, Link: e.Link})
			}
		}
	}
	slices.SortFunc(list, func(a, b Library) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// hidden reports whether something above a name, in a layer above, hides it.
func hidden(closed map[string]Layer, name string, l Layer) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if by, ok := closed[dir]; ok && by < l {
			return true
		}
	}
	return false
}

// Missing are the needed libraries that the plan does not provide.
func (p Plan) Missing() []string {
	var missing []string
	for _, name := range Needed {
		if _, ok := p.Find(name); !ok {
			missing = append(missing, name)
		}
	}
	return missing
}

// Find is the file of a name, following symbolic links among the files.
func (p Plan) Find(name string) (Library, bool) {
	for range 10 {
		i := slices.IndexFunc(p.Files, func(l Library) bool { return l.Name == name })
		if i < 0 {
			return Library{}, false
		}
		l := p.Files[i]
		switch {
		case l.Link == "":
			return l, true
		case path.IsAbs(l.Link):
			// Out of the overlay, most often to the drivers; there it is.
			return l, true
		}
		name = path.Join(path.Dir(name), l.Link)
	}
	return Library{}, false
}
