package rdp

import "sync"

// blockSize is what goes through TLS in one piece: four full records.
const blockSize = 4 * 16 << 10

// A block is bytes for the writer. Its memory is of that size and goes round:
// who has it may give it to the writer or release it.
type block struct{ buf []byte }

// blocks are those that nobody has. What is not used for a while goes.
var blocks = sync.Pool{New: func() any { return &block{make([]byte, 0, blockSize)} }}

func newBlock() *block { return blocks.Get().(*block) }

func (b *block) release() {
	b.buf = b.buf[:0]
	blocks.Put(b)
}

// room is how many bytes there is room for.
func (b *block) room() int { return cap(b.buf) - len(b.buf) }

// releaseAll releases the blocks of a list, and empties it.
func releaseAll(list []*block) []*block {
	for i, b := range list {
		b.release()
		list[i] = nil
	}
	return list[:0]
}
