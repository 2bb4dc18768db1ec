package bench

import (
	"fmt"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/org"
)

// post is one function with its unit, held by one user.
type post struct {
	function id.Function
	unit     id.Unit
	user     id.User
}

// unitsEach is how many units an organisation has; its first unit's function
// leads cases.
const unitsEach = 5

// posts lists the functions: those that lead cases, and those that take part.
func posts(users int) (leads, parts []post) {
	for n := range users {
		f := id.Function(fmt.Sprintf("bench-f%03d", n))
		p := post{f, id.Unit(fmt.Sprintf("bench-u%03d", n)), org.UserID(f, 1)}
		if n%unitsEach == 0 {
			leads = append(leads, p)
		} else {
			parts = append(parts, p)
		}
	}
	return leads, parts
}

// letters begin the references of the areas' cases.
const letters = "ABCD"

func area(n int) id.Area { return id.Area(fmt.Sprintf("bench-%d", n%len(letters))) }

// world is the structure that the posts stand in.
func world(users int) org.World {
	var w org.World
	var all []id.Area
	for n, l := range letters {
		all = append(all, area(n))
		w.Areas = append(w.Areas, org.WorldArea{ID: area(n), Name: fmt.Sprintf("Område %d", n+1), Letter: string(l)})
	}
	kinds := []access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Kommun}
	for n := range users {
		if n%unitsEach == 0 {
			o := n / unitsEach
			w.Organisations = append(w.Organisations, org.WorldOrganisation{
				ID: id.Org(fmt.Sprintf("bench-o%02d", o)), Name: fmt.Sprintf("Organisation %d", o+1), Kind: kinds[o%len(kinds)],
			})
		}
		last := &w.Organisations[len(w.Organisations)-1]
		last.Units = append(last.Units, worldUnit(n, all))
	}
	return w
}

func worldUnit(n int, areas []id.Area) org.WorldUnit {
	role := access.Worker
	if n%unitsEach == 0 {
		role = access.Coordinator
	}
	return org.WorldUnit{
		ID: id.Unit(fmt.Sprintf("bench-u%03d", n)), Name: fmt.Sprintf("Enheten för mätning %d", n+1), Short: fmt.Sprintf("Enhet %d", n+1), Areas: areas,
		Functions: []org.WorldFunction{{
			ID: id.Function(fmt.Sprintf("bench-f%03d", n)), Name: fmt.Sprintf("Funktion %d", n+1), Role: role,
			Phone: "010-000 00 00", Hours: "vardagar 9–11", Staff: []string{"Handläggare 1"},
		}},
	}
}
