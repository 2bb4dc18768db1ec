package seal

import (
	"container/list"
	"sync"

	"samverk/internal/id"
)

// cache holds the keys used last. Every forget begins a new age: a key that was
// fetched in an older one may be shredded meanwhile and is not kept.
type cache struct {
	mu    sync.Mutex
	most  int
	age   int
	order *list.List // of *Key, the one used last in front
	keys  map[id.Person]*list.Element
}

func newCache(most int) *cache {
	return &cache{most: most, order: list.New(), keys: map[id.Person]*list.Element{}}
}

// get returns the person's key, or nil and the age to put it with.
func (c *cache) get(p id.Person) (k *Key, age int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.keys[p]
	if e == nil {
		return nil, c.age
	}
	c.order.MoveToFront(e)
	return e.Value.(*Key), c.age
}

func (c *cache) put(k *Key, age int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age != c.age || c.keys[k.person] != nil {
		return
	}
	c.keys[k.person] = c.order.PushFront(k)
	if len(c.keys) > c.most {
		c.remove(c.order.Back())
	}
}

func (c *cache) forget(p id.Person) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.age++
	if e := c.keys[p]; e != nil {
		c.remove(e)
	}
}

func (c *cache) remove(e *list.Element) {
	delete(c.keys, c.order.Remove(e).(*Key).person)
}
