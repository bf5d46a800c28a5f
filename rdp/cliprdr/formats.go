package cliprdr

import (
	"slices"
	"strings"
)

// MIME types that can be shared.
const (
	MIMEText = "text/plain;charset=utf-8"
	MIMEHTML = "text/html"
	MIMEPNG  = "image/png"
	MIMEBMP  = "image/bmp"
)

// Formats of Windows with a fixed id.
const (
	CFText        = 1
	CFDIB         = 8
	CFUnicodeText = 13
)

// Names of registered formats, and the ids that we give them; a peer's list
// has its own ids.
const (
	nameHTML = "HTML Format"
	namePNG  = "PNG"
	idHTML   = 0xC0FD
	idPNG    = 0xC0FE
)

// MaxData bounds clipboard data, on the wire and off it.
const MaxData = 64 << 20

// A conversion ties a MIME type to a format. encode makes wire data from MIME
// data and decode the reverse, both by one append to b.
type conversion struct {
	mime   string
	id     uint32
	name   string
	encode func(b, data []byte) []byte
	decode func(b, data []byte) ([]byte, error)
}

// conversions come best first where a MIME type has several.
var conversions = []conversion{
	{MIMEText, CFUnicodeText, "", AppendUnicodeText, decodeUnicodeText},
	{MIMEText, CFText, "", AppendText, decodeText},
	{MIMEHTML, idHTML, nameHTML, appendHTML, decodeHTML},
	{MIMEPNG, idPNG, namePNG, same, decodeSame},
	{MIMEBMP, CFDIB, "", appendDIB, decodeDIB},
}

// Canonical returns the MIME type of this package that stands for t, or "" if
// t cannot be shared. X11's names of text are known.
func Canonical(t string) string {
	t = strings.ReplaceAll(strings.ToLower(t), " ", "")
	switch t {
	case "text/plain", "text/plain;charset=utf-8", "utf8_string", "string", "text":
		return MIMEText
	case MIMEHTML, "text/html;charset=utf-8":
		return MIMEHTML
	case MIMEPNG:
		return MIMEPNG
	case MIMEBMP, "image/x-bmp", "image/x-ms-bmp":
		return MIMEBMP
	}
	return ""
}

// localFormats returns the list that announces the MIME types.
func localFormats(mimes []string) []Format {
	var have []string
	for _, m := range mimes {
		if m = Canonical(m); m != "" && !slices.Contains(have, m) {
			have = append(have, m)
		}
	}
	var out []Format
	for _, m := range have {
		for i := range conversions {
			if c := &conversions[i]; c.mime == m {
				out = append(out, Format{c.id, c.name})
			}
		}
	}
	return out
}

// localConversion returns the conversion of one of our own formats.
func localConversion(id uint32) *conversion {
	for i := range conversions {
		if conversions[i].id == id {
			return &conversions[i]
		}
	}
	return nil
}

// offer is what the peer announced for one MIME type.
type offer struct {
	id   uint32
	conv *conversion
}

// remoteOffers picks the best format for each MIME type of the peer's list,
// best MIME type first.
func remoteOffers(list []Format) (mimes []string, offers map[string]offer) {
	offers = map[string]offer{}
	for i := range conversions {
		c := &conversions[i]
		if _, have := offers[c.mime]; have {
			continue
		}
		for _, f := range list {
			if c.matches(f) {
				offers[c.mime] = offer{f.ID, c}
				mimes = append(mimes, c.mime)
				break
			}
		}
	}
	return mimes, offers
}

func (c *conversion) matches(f Format) bool {
	switch {
	case c.name == "":
		return f.ID == c.id
	case c.name == namePNG && f.Name == MIMEPNG:
		return true
	}
	return f.Name == c.name
}

func same(b, data []byte) []byte                { return append(b, data...) }
func decodeSame(b, data []byte) ([]byte, error) { return append(b, data...), nil }
