package audit

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"samverk/internal/db"
)

// lowest is the lowest level of the tree that is stored. Below it are at most
// 256 rows, which are read again when needed.
const lowest = 8

// errGap says that a row which the log's size counts is not there.
var errGap = errors.New("audit: a row is missing")

// edge is the right edge of a tree: the hashes of its largest whole subtrees,
// from the left. It is all that is needed to grow the tree.
type edge struct {
	size   int64
	hashes []tlog.Hash
}

// add puts in the next leaf and tells whole of each stored subtree that it completes.
func (e *edge) add(h tlog.Hash, whole func(level int, n int64, h tlog.Hash) error) error {
	n := e.size
	for level := 0; ; level++ {
		if level >= lowest && whole != nil {
			if err := whole(level, n, h); err != nil {
				return err
			}
		}
		if n&1 == 0 {
			break
		}
		last := len(e.hashes) - 1
		h = tlog.NodeHash(e.hashes[last], h)
		e.hashes = e.hashes[:last]
		n >>= 1
	}
	e.hashes = append(e.hashes, h)
	e.size++
	return nil
}

// root is the hash of the whole tree.
func (e *edge) root() tlog.Hash {
	if len(e.hashes) == 0 {
		h, _ := tlog.TreeHash(0, nil)
		return h
	}
	h := e.hashes[len(e.hashes)-1]
	for i := len(e.hashes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(e.hashes[i], h)
	}
	return h
}

func (e *edge) clone() edge { return edge{e.size, append([]tlog.Hash(nil), e.hashes...)} }

// addRows puts in the rows from first up to but not including end.
func (e *edge) addRows(ctx context.Context, tx *db.Tx, first, end int64, whole func(int, int64, tlog.Hash) error) error {
	next := first
	var seq, at int64
	var digest []byte
	err := tx.Each(ctx, func(scan db.Scan) error {
		if err := scan(&seq, &at, &digest); err != nil {
			return err
		}
		if seq != next {
			return fmt.Errorf("%w: %d", errGap, next)
		}
		next++
		return e.add(leafHash(seq, at, digest), whole)
	}, `select seq, at, digest from audit where seq >= $1 and seq < $2 order by seq`, first, end)
	if err == nil && next != end {
		err = fmt.Errorf("%w: %d", errGap, next)
	}
	return err
}

// edgeAt builds the edge of the tree of the first size rows from what is stored.
func edgeAt(ctx context.Context, tx *db.Tx, size int64) (e edge, err error) {
	for level := 62; level >= lowest; level-- {
		if size>>level&1 == 0 {
			continue
		}
		h, err := node(ctx, tx, level, e.size>>level)
		if err != nil {
			return e, err
		}
		e.hashes = append(e.hashes, h)
		e.size += 1 << level
	}
	return e, e.addRows(ctx, tx, e.size, size, nil)
}

// node returns the hash of one whole subtree.
func node(ctx context.Context, tx *db.Tx, level int, n int64) (h tlog.Hash, err error) {
	if level < lowest {
		var e edge
		err = e.addRows(ctx, tx, n<<level, (n+1)<<level, nil)
		return e.root(), err
	}
	var stored []byte
	found, err := tx.One(ctx, []any{&stored}, `select hash from audit_node where level = $1 and n = $2`, level, n)
	if err == nil && (!found || len(stored) != len(h)) {
		err = fmt.Errorf("%w: subtree %d of level %d", errGap, n, level)
	}
	copy(h[:], stored)
	return h, err
}

// reader gives tlog the hashes it asks for.
func reader(ctx context.Context, tx *db.Tx) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			var err error
			if hashes[i], err = node(ctx, tx, level, n); err != nil {
				return nil, err
			}
		}
		return hashes, nil
	})
}
