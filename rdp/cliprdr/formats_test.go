package cliprdr

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"oriel/rdp/wire"
)

func TestUnicodeText(t *testing.T) {
	for text, wide := range map[string]string{
		"":            "",
		"a\nb":        "a\r\nb",
		"a\r\nb\n\nc": "a\r\nb\r\n\r\nc",
		"naïve 😀 €":   "naïve 😀 €",
		"bad \xff":    "bad \uFFFD",
	} {
		want := append(wire.AppendUTF16(nil, wide), 0, 0)
		if got := AppendUnicodeText([]byte{}, []byte(text)); !bytes.Equal(got, want) {
			t.Errorf("%q: % x, want % x", text, got, want)
		}
		back := strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")
		if got := AppendUTF8(nil, want); string(got) != back {
			t.Errorf("%q came back as %q", text, got)
		}
	}
	for in, want := range map[string]string{
		"a\x00\x00\x00b\x00": "a",       // ends at NUL
		"a\x00b":             "a",       // odd
		"\x3d\xd8a\x00":      "\uFFFDa", // unpaired surrogate
		"\x3d\xd8":           "\uFFFD",
		"a\x00\r\x00":        "a\r",
	} {
		if got := AppendUTF8(nil, []byte(in)); string(got) != want {
			t.Errorf("% x: %q, want %q", in, got, want)
		}
	}
}

func TestText(t *testing.T) {
	if got := AppendText(nil, []byte("né €\n漢")); string(got) != "n\xe9 \x80\r\n?\x00" {
		t.Errorf("%q", got)
	}
	for in, want := range map[string]string{
		"n\xe9 \x80\r\nx\x00y": "né €\nx",
		"né 漢\r\n":             "né 漢\n",
		"\xff\x81":             "ÿ\uFFFD",
	} {
		if got, err := decodeText(nil, []byte(in)); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestHTML(t *testing.T) {
	b := appendHTML(nil, []byte("<b>é</b>"))
	if !bytes.Contains(b, []byte("StartFragment:0000000139")) {
		t.Errorf("%q", b)
	}
	if got, err := decodeHTML(nil, b); err != nil || string(got) != "<b>é</b>" {
		t.Errorf("%q, %v", got, err)
	}
	for in, want := range map[string]string{
		"Version:1.0\r\nStartHTML:-1\r\nEndHTML:-1\r\n<p>x":           "<p>x",
		"StartFragment:5\r\nEndFragment:9999999999\r\n<p>x":           "<p>x",
		"StartHTML:0030\r\nEndHTML:0033\r\n<p>x</p>\x00":              "<p>",
		"StartFragment:99999999999999999999\r\nEndFragment:1\r\n<p>x": "<p>x",
	} {
		if got, err := decodeHTML(nil, []byte(in)); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	if _, err := decodeHTML(nil, []byte("no markup")); err == nil {
		t.Error("accepted")
	}
}

func TestDIB(t *testing.T) {
	header := func(bpp, compression, used byte) []byte {
		h := make([]byte, 40)
		h[0], h[4], h[8], h[12], h[14], h[16], h[32] = 40, 1, 1, 1, bpp, compression, used
		return h
	}
	for name, c := range map[string]struct {
		dib []byte
		off int
	}{
		"32 bit":    {append(header(32, 0, 0), 1, 2, 3, 4), 54},
		"bitfields": {append(header(32, 3, 0), make([]byte, 16)...), 66},
		"palette":   {append(header(8, 0, 0), make([]byte, 1024+4)...), 54 + 1024},
		"2 colours": {append(header(8, 0, 2), make([]byte, 8+4)...), 62},
	} {
		bmp, err := decodeDIB(nil, c.dib)
		if err != nil || int(wire.LE.Uint32(bmp[10:])) != c.off || int(wire.LE.Uint32(bmp[2:])) != len(bmp) {
			t.Errorf("%s: %v", name, err)
		}
		if back := appendDIB(nil, bmp); !bytes.Equal(back, c.dib) {
			t.Errorf("%s changed", name)
		}
	}
	for _, bad := range [][]byte{nil, header(8, 0, 0), header(8, 0, 200), make([]byte, 40)} {
		if _, err := decodeDIB(nil, bad); err == nil {
			t.Errorf("% x accepted", bad)
		}
	}
}

func TestChoice(t *testing.T) {
	if got := localFormats([]string{"UTF8_STRING", "text/plain", "x/y", "text/html"}); !reflect.DeepEqual(got, []Format{{CFUnicodeText, ""}, {CFText, ""}, {idHTML, nameHTML}}) {
		t.Errorf("%+v", got)
	}
	mimes, offers := remoteOffers([]Format{{CFText, ""}, {49405, nameHTML}, {CFUnicodeText, ""}, {7, ""}, {50000, "image/png"}})
	if !reflect.DeepEqual(mimes, []string{MIMEText, MIMEHTML, MIMEPNG}) || offers[MIMEText].id != CFUnicodeText || offers[MIMEHTML].id != 49405 || offers[MIMEPNG].id != 50000 {
		t.Errorf("%v %+v", mimes, offers)
	}
}

// One allocation for the result; the race detector adds one of its own.
func TestConversionsCopyOnce(t *testing.T) {
	text := bytes.Repeat([]byte("line of text\n"), 100_000)
	if n := testing.AllocsPerRun(3, func() { AppendUnicodeText(nil, text) }); n > 2 {
		t.Errorf("encode: %v allocations", n)
	}
	wide := AppendUnicodeText(nil, text)
	if n := testing.AllocsPerRun(3, func() { AppendUTF8(nil, wide) }); n > 2 {
		t.Errorf("decode: %v allocations", n)
	}
}

func FuzzConversions(f *testing.F) {
	f.Add([]byte("a\r\nb\nc😀"))
	f.Add(appendHTML(nil, []byte("<b>x</b>")))
	f.Add(append([]byte{40, 0, 0, 0}, make([]byte, 60)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		for i := range conversions {
			c := &conversions[i]
			_ = c.encode(nil, b)
			if once, err := c.decode(nil, b); err == nil && c.id != CFText && c.id != CFDIB && c.id != idHTML {
				// What was decoded survives a way there and back, but for lone CRs.
				if c.id == CFUnicodeText {
					once = bytes.ReplaceAll(once, []byte{'\r'}, nil)
				}
				again, err := c.decode(nil, c.encode(nil, once))
				if err != nil || !bytes.Equal(once, again) {
					t.Fatalf("%s: %q became %q, %v", c.mime, once, again, err)
				}
			}
		}
	})
}
