package cliprdr

import (
	"bytes"
	"fmt"
	"strconv"
)

// The parts of "HTML Format" around the fragment. The header's offsets count
// bytes of the whole; ten digits keep its length fixed.
const (
	htmlHeader = "Version:0.9\r\nStartHTML:%010d\r\nEndHTML:%010d\r\nStartFragment:%010d\r\nEndFragment:%010d\r\n"
	htmlStart  = "<html><body>\r\n<!--StartFragment-->"
	htmlEnd    = "<!--EndFragment-->\r\n</body>\r\n</html>"
)

var htmlHeaderSize = len(fmt.Sprintf(htmlHeader, 0, 0, 0, 0))

// appendHTML wraps UTF-8 HTML for "HTML Format".
func appendHTML(b, html []byte) []byte {
	html, _, _ = bytes.Cut(html, []byte{0})
	start := htmlHeaderSize + len(htmlStart)
	end := start + len(html)
	b = fmt.Appendf(b, htmlHeader, htmlHeaderSize, end+len(htmlEnd), start, end)
	b = append(b, htmlStart...)
	b = append(b, html...)
	b = append(b, htmlEnd...)
	return append(b, 0)
}

// decodeHTML returns the fragment, or the whole document if its bounds are
// missing.
func decodeHTML(b, data []byte) ([]byte, error) {
	data, _, _ = bytes.Cut(data, []byte{0})
	for _, keys := range [][2]string{{"StartFragment:", "EndFragment:"}, {"StartHTML:", "EndHTML:"}} {
		start, ok1 := htmlOffset(data, keys[0])
		end, ok2 := htmlOffset(data, keys[1])
		if ok1 && ok2 && start >= 0 && start <= end && end <= len(data) {
			return append(b, data[start:end]...), nil
		}
	}
	if i := bytes.IndexByte(data, '<'); i >= 0 {
		return append(b, data[i:]...), nil
	}
	return nil, ErrFormat
}

// htmlOffset finds a number in the header, which ends where the markup starts.
func htmlOffset(data []byte, key string) (int, bool) {
	head, _, _ := bytes.Cut(data, []byte{'<'})
	_, rest, ok := bytes.Cut(head, []byte(key))
	if !ok {
		return 0, false
	}
	n := 0
	for n < len(rest) && n < 10 && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(string(rest[:n]))
	return v, err == nil
}
