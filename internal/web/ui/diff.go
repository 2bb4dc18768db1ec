package ui

import "strings"

// Difference is one text in two versions.
type Difference struct {
	Label    string
	Old, New string
}

// most is how many comparisons of words are worth making; longer texts are
// shown as changed from their first difference to their last.
const most = 1_000_000

// diffTitles are the words over the two sides. One side follows the other when
// it came out of it; else the two stand against each other.
type diffTitles struct {
	before, after string
	follows       bool
}

type piece struct {
	text    string
	changed bool
}

// compare cuts two texts into pieces that are the same in both and pieces that
// are not.
func compare(from, to string) (before, after []piece) {
	a, b := words(from), words(to)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	sameX, sameY := make([]bool, len(x)), make([]bool, len(y))
	if len(x)*len(y) <= most {
		common(x, y, sameX, sameY)
	}
	return pieces(a, head, sameX), pieces(b, head, sameY)
}

// common marks the longest sequence of words that stands in both.
func common(x, y []string, sameX, sameY []bool) {
	width := len(y) + 1
	length := make([]int32, (len(x)+1)*width)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				length[i*width+j] = length[(i+1)*width+j+1] + 1
			} else {
				length[i*width+j] = max(length[(i+1)*width+j], length[i*width+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			sameX[i], sameY[j] = true, true
			i, j = i+1, j+1
		case length[(i+1)*width+j] >= length[i*width+j+1]:
			i++
		default:
			j++
		}
	}
}

// pieces joins words that belong together; same is about the words from head.
func pieces(all []string, head int, same []bool) (list []piece) {
	for i, word := range all {
		in := i - head
		changed := in >= 0 && in < len(same) && !same[in]
		if n := len(list); n > 0 && list[n-1].changed == changed {
			list[n-1].text += word
			continue
		}
		list = append(list, piece{word, changed})
	}
	return list
}

// words cuts a text after each space and line break, and loses nothing.
func words(text string) (list []string) {
	for text != "" {
		i := strings.IndexAny(text, " \n")
		if i < 0 {
			return append(list, text)
		}
		list = append(list, text[:i+1])
		text = text[i+1:]
	}
	return list
}
