package mountns

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestErrorsAreNamed(t *testing.T) {
	for errno, want := range map[unix.Errno]error{
		unix.ENOSYS: ErrKernel, unix.ESRCH: ErrGone, unix.ELOOP: ErrSymlink, unix.ENOTDIR: ErrSymlink, unix.EROFS: unix.EROFS,
	} {
		if err := plain(errno); !errors.Is(err, want) {
			t.Errorf("%v is called %v", errno, err)
		}
	}
	if !strings.Contains(plain(unix.ENOSYS).Error(), "Linux 5.12") {
		t.Error("an old kernel does not hear which one is needed")
	}
	if plain(nil) != nil {
		t.Error("success has a name")
	}
}
