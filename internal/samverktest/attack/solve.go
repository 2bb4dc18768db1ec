package attack

import "math/big"

// solution is what comes out of equations: the unknowns with one value only.
type solution struct {
	classes map[unknown][]unknown
	values  map[unknown]*big.Rat
}

// row is an equation on its way to being solved.
type row struct {
	of map[unknown]*big.Rat
	is *big.Rat
}

// minus takes another row so many times from r.
func (r *row) minus(o row, times *big.Rat) {
	for u, c := range o.of {
		left := new(big.Rat).Mul(c, times)
		if have, ok := r.of[u]; ok {
			left.Sub(have, left)
		} else {
			left.Neg(left)
		}
		if left.Sign() == 0 {
			delete(r.of, u)
		} else {
			r.of[u] = left
		}
	}
	r.is.Sub(r.is, new(big.Rat).Mul(o.is, times))
}

// solve brings equations to the form where each has an unknown of its own: what
// is alone there has one value.
func solve(list []equation, classes map[unknown][]unknown) solution {
	own := map[unknown]row{}
	for _, e := range list {
		r := row{map[unknown]*big.Rat{}, big.NewRat(e.is, 1)}
		for u, times := range e.of {
			r.of[u] = big.NewRat(times, 1)
		}
		take(own, r)
	}
	s := solution{classes, map[unknown]*big.Rat{}}
	for u, r := range own {
		if len(r.of) == 1 {
			s.values[u] = r.is
		}
	}
	return s
}

// take brings one more equation in.
func take(own map[unknown]row, r row) {
	for u, o := range own {
		if c, ok := r.of[u]; ok {
			r.minus(o, c)
		}
	}
	for u, c := range r.of {
		scale := new(big.Rat).Inv(c)
		for of, times := range r.of {
			r.of[of] = new(big.Rat).Mul(times, scale)
		}
		r.is = new(big.Rat).Mul(r.is, scale)
		for other, o := range own {
			if times, ok := o.of[u]; ok {
				o.minus(r, times)
				own[other] = o
			}
		}
		own[u] = r
		return
	}
}
