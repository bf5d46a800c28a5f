package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"oriel/compositor/control"
)

const reloadNotes = `
UNIT is compositor, rdp or xwayland. Its program is started anew from where it
is on disk, after an update for instance. To reload rdp costs no window: its
clients connect again and see everything. To reload xwayland ends the X11 apps,
to reload compositor all apps, and with them a bridge that ends with CMD; see
oriel run --keep.

It also starts what had crashed too often to be started again.`

// reloadable are the units that people may name.
var reloadable = []control.Unit{control.RDPBackend, control.XServer, control.Compositor}

func runReload(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("reload", flag.ContinueOnError)
	socket := fs.String("control", "", controlUsage)
	path := fs.String("manager", "", "ask the manager whose socket is at `PATH`")
	rest, code, done := flags(fs, args, stdout, stderr, reloadNotes)
	if done {
		return code
	}
	if len(rest) != 1 {
		return usageError(stderr, "reload", "name one unit")
	}
	unit, ok := control.ParseUnit(rest[0])
	if !ok || !slices.Contains(reloadable, unit) {
		return usageError(stderr, "reload", fmt.Sprintf("there is no unit %q", rest[0]))
	}
	if *path == "" {
		env, err := askEnvironment(*socket)
		if err != nil {
			return fail(stderr, err)
		}
		if env.Manager == "" {
			return fail(stderr, fmt.Errorf("the bridge does not say where its manager is; give --manager"))
		}
		*path = env.Manager
	}
	if err := reload(*path, unit); err != nil {
		return fail(stderr, err)
	}
	return 0
}

// reloadTime bounds how long a new process may take until it works.
const reloadTime = 30 * time.Second

// reload replaces a unit's process and waits until the new one is ready.
func reload(manager string, unit control.Unit) error {
	before, err := unitState(manager, unit)
	if err != nil {
		return err
	}
	if _, err := order(manager, &control.Reload{Unit: unit}); err != nil {
		return fmt.Errorf("cannot reload %v: %w", unit, err)
	}
	for end := time.Now().Add(reloadTime); ; time.Sleep(10 * time.Millisecond) {
		now, err := unitState(manager, unit)
		switch {
		case err != nil:
			return err
		case now.Starts > before.Starts && now.State == control.Running:
			return nil
		case now.State == control.Failed || now.Crashes > before.Crashes+2:
			return fmt.Errorf("the new %v crashes; the bridge's log says how", unit)
		case time.Now().After(end):
			return fmt.Errorf("the new %v is not ready after %v", unit, reloadTime)
		}
	}
}

// unitState asks how a unit is.
func unitState(manager string, unit control.Unit) (control.UnitState, error) {
	list, err := order(manager, &control.Query{})
	if err != nil {
		return control.UnitState{}, err
	}
	for _, s := range list {
		if s.Unit == unit {
			return s, nil
		}
	}
	return control.UnitState{}, fmt.Errorf("%v: there is no such unit here", unit)
}

// order sends a request to a manager.
func order(path string, m control.Message) ([]control.UnitState, error) {
	c, err := control.Dial(path)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	res, units, err := c.Ask(m, 5*time.Second)
	if err != nil {
		return nil, err
	}
	if res.Code != control.OK {
		return nil, fmt.Errorf("the manager says: %v", res.Code)
	}
	return units, nil
}
