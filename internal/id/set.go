package id

// Set is identifiers in the order in which they came, each once and none empty.
type Set[T ~string] struct {
	List []T
	has  map[T]bool
}

// NewSet returns a set of nothing.
func NewSet[T ~string]() *Set[T] { return &Set[T]{has: map[T]bool{}} }

// Add puts identifiers into the set.
func (s *Set[T]) Add(all ...T) {
	for _, v := range all {
		if v != "" && !s.has[v] {
			s.has[v] = true
			s.List = append(s.List, v)
		}
	}
}

// Has reports whether an identifier is in the set.
func (s *Set[T]) Has(v T) bool { return s.has[v] }
