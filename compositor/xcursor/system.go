package xcursor

import (
	"os"
	"sync"

	"oriel/compositor/scene"
)

// system are the cursors of the system's theme. A process has one desktop;
// only tests have several, hence the lock.
var system = sync.OnceValue(func() *shared {
	return &shared{themes: New(os.DirFS("/"), Environ(os.Getenv))}
})

type shared struct {
	mu     sync.Mutex
	themes *Themes
}

// System is Cursor for the theme that the environment names.
func System(name string, scale float64) *scene.Cursor {
	s := system()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.themes.Cursor(name, scale)
}
