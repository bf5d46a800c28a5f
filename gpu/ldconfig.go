package gpu

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
)

const (
	ldconfigPath = "/sbin/ldconfig"
	// ldconfigTime is how long it may take; on a big distro some seconds.
	ldconfigTime = 2 * time.Minute
	maxCache     = 64 << 20
)

// ldconfig has the distro's own ldconfig find the libraries, unless its cache
// knows them already. It runs without any privilege of ours; that it fails is
// no reason to do without the rest.
func (o *Overlay) ldconfig() {
	ctx, cancel := context.WithTimeout(context.Background(), ldconfigTime)
	defer cancel()
	go func() {
		select {
		case <-o.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	if o.plan.Loader == nil || o.plan.Lib == nil || cached(o.ns, o.plan.Lib.Target) {
		return
	}
	switch err := o.ns.Run(ctx, ldconfigPath); {
	case err == nil:
		o.log.Info("The loader of the user distro knows the GPU's libraries")
	case ctx.Err() != nil && o.stopped():
		// It is the successor's to do.
	case errors.Is(err, mountns.ErrGone), errors.Is(err, fs.ErrNotExist), errors.Is(err, mountns.ErrForeign):
		// Nobody there, or a loader that is not glibc's, or nobody to be.
	default:
		o.log.Warn("The loader of the user distro does not know the GPU's libraries", "err", err)
	}
}

func (o *Overlay) stopped() bool {
	select {
	case <-o.stop:
		return true
	default:
		return false
	}
}

// cached looks for a directory in the cache, without understanding it.
func cached(ns *mountns.Namespace, dir string) bool {
	found := false
	_ = ns.Do(func() error {
		// Whatever it is, to open and read it takes no time.
		f, err := os.OpenFile("/etc/ld.so.cache", os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
		if err != nil {
			return nil
		}
		defer f.Close()
		if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
			return nil
		}
		b, err := io.ReadAll(io.LimitReader(f, maxCache))
		found = err == nil && bytes.Contains(b, []byte("\x00"+dir+"/"))
		return nil
	})
	return found
}
