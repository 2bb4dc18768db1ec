package db

import (
	"strconv"
	"strings"
)

// In returns placeholders from $from on for a list that is not empty, and what
// goes into them. The last is repeated up to a power of two, so that few texts
// arise.
func In[T ~string | ~int64](from int, list []T) (string, []any) {
	n := 1
	for n < len(list) {
		n *= 2
	}
	marks, args := make([]string, n), make([]any, n)
	for i := range n {
		marks[i], args[i] = "$"+strconv.Itoa(from+i), list[min(i, len(list)-1)]
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}
