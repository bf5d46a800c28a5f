package wslg

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"unicode/utf8"
)

// maxConfig bounds the length of .wslgconfig.
const maxConfig = 64 << 10

// ErrConfig says that .wslgconfig is not what it should be.
var ErrConfig = errors.New("malformed .wslgconfig")

// A Setting is one line of [system-distro-env] in .wslgconfig.
type Setting struct{ Name, Value string }

// ConfigPath is where the Windows side has .wslgconfig: in the user's profile
// if WSL says where that is, or else for all users.
func ConfigPath(getenv func(string) string) string {
	if p := WindowsPath(getenv("WSL2_USER_PROFILE")); p != "" {
		return path.Join(p, ".wslgconfig")
	}
	return "/mnt/c/ProgramData/Microsoft/WSL/.wslgconfig"
}

// WindowsPath is where a path of Windows is mounted; "" if it is not one with
// a drive. One that is ours already stays as it is.
func WindowsPath(p string) string {
	if strings.HasPrefix(p, "/") {
		return path.Clean(p)
	}
	if len(p) < 3 || p[1] != ':' || p[2] != '\\' && p[2] != '/' || !isLetter(p[0]) {
		return ""
	}
	return "/mnt/" + strings.ToLower(p[:1]) + path.Clean("/"+strings.ReplaceAll(p[3:], `\`, "/"))
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// ReadConfig reads the settings of a .wslgconfig. A file that does not exist
// has none.
func ReadConfig(name string) ([]Setting, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read .wslgconfig: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read .wslgconfig: %w", err)
	}
	return ParseConfig(string(b))
}

// ParseConfig reads the text of a .wslgconfig: an INI file, of which only the
// section [system-distro-env] is ours. The last of several settings of one
// name counts.
func ParseConfig(text string) ([]Setting, error) {
	if len(text) > maxConfig {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrConfig, maxConfig)
	}
	var list []Setting
	ours, number := false, 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		switch {
		case !utf8.ValidString(line) || strings.ContainsRune(line, 0):
			return nil, fmt.Errorf("%w: line %d is no text", ErrConfig, number)
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			name, ok := strings.CutSuffix(line[1:], "]")
			if !ok {
				return nil, fmt.Errorf("%w: line %d: a section without its ]", ErrConfig, number)
			}
			ours = strings.EqualFold(strings.TrimSpace(name), "system-distro-env")
		case ours:
			name, value, ok := strings.Cut(line, "=")
			if name = strings.TrimSpace(name); !ok || name == "" {
				return nil, fmt.Errorf("%w: line %d: want NAME=VALUE", ErrConfig, number)
			}
			list = set(list, Setting{name, unquote(strings.TrimSpace(value))})
		}
	}
	return list, nil
}

func set(list []Setting, s Setting) []Setting {
	for i := range list {
		if list[i].Name == s.Name {
			list[i] = s
			return list
		}
	}
	return append(list, s)
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}
