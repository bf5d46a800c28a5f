package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"time"
)

// maxAnswer bounds an answer, in bytes.
const maxAnswer = 16 << 20

// ErrNotThere says that nothing answers at a path.
var ErrNotThere = errors.New("nothing answers")

// Ask sends a request to the bridge whose control socket is at path.
func Ask(path string, q Request) (*Response, error) {
	c, err := net.DialTimeout("unix", path, 2*time.Second)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no bridge has its control socket at %s: %w", path, ErrNotThere)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot reach the bridge at %s: %w: %w", path, ErrNotThere, err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	b, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	if _, err := c.Write(append(b, '\n')); err != nil {
		return nil, fmt.Errorf("cannot ask the bridge: %w", err)
	}
	var r Response
	if err := json.NewDecoder(io.LimitReader(c, maxAnswer)).Decode(&r); err != nil {
		return nil, fmt.Errorf("the bridge gave no answer: %w", err)
	}
	if r.Error != "" {
		return nil, errors.New(r.Error)
	}
	return &r, nil
}
