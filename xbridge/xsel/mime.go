package xsel

import (
	"slices"
	"strings"

	"oriel/compositor/clip"
)

// textTargets are the X names of plain text, best first. All but STRING
// (Latin-1) can carry any text.
var textTargets = []string{"UTF8_STRING", clip.TextUTF8, "text/plain", "STRING", "TEXT", "COMPOUND_TEXT"}

// isText reports whether a MIME type is plain text, which is UTF-8 on the board.
func isText(mime string) bool { return mime == clip.TextUTF8 || mime == clip.Text }

// fromTargets turns an X app's targets into MIME types, best first, and each
// type into the index of the target to ask for. Targets that are no MIME
// types mean something only among X apps.
func fromTargets(names []string) (types []string, index map[string]int) {
	index = map[string]int{}
	for _, t := range textTargets {
		if i := slices.Index(names, t); i >= 0 {
			types = append(types, clip.TextUTF8, clip.Text)
			index[clip.TextUTF8], index[clip.Text] = i, i
			break
		}
	}
	for i, n := range names {
		// Other spellings of text/plain are of other character sets. The
		// length is bounded since all this is offered to others.
		if !strings.Contains(n, "/") || strings.HasPrefix(n, "text/plain") || len(n) > maxType {
			continue
		}
		if _, known := index[n]; !known {
			index[n] = i
			types = append(types, n)
		}
	}
	return types, index
}

// toTargets turns a Source's types into X targets, without the meta targets.
func toTargets(src clip.Source) []string {
	var out []string
	if textOf(src) != "" {
		out = append(out, "UTF8_STRING", clip.TextUTF8, clip.Text, "STRING", "TEXT")
	}
	for _, t := range src.Types() {
		if !slices.Contains(out, t) && !slices.Contains(metaTargets, t) && len(t) > 0 && len(t) <= maxType {
			out = append(out, t)
		}
	}
	return out
}

// maxType bounds the name of a type, in bytes.
const maxType = 255

var metaTargets = []string{"TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "DELETE"}

// textOf returns the best type of plain text that a Source has.
func textOf(src clip.Source) string { return clip.Pick(src, clip.TextUTF8, "UTF8_STRING", clip.Text) }

// fromTarget says which type of a Source answers a target, "" if none does,
// by which X type the answer goes, and whether it is to be Latin-1.
func fromTarget(src clip.Source, target string) (mime, kind string, latin1 bool) {
	switch target {
	case "UTF8_STRING", "TEXT":
		return textOf(src), "UTF8_STRING", false
	case "STRING":
		return textOf(src), "STRING", true
	case clip.TextUTF8, clip.Text:
		return textOf(src), target, false
	}
	if slices.Contains(metaTargets, target) || !slices.Contains(src.Types(), target) {
		return "", "", false
	}
	return target, target, false
}
