package situation

import "slices"

// FieldsOf lists the fields of the first picture whose answers a fact is made
// of, in their order; none of a fact that is made of something else.
func FieldsOf(fact string) (codes []string) {
	made := map[string][]string{"actors": actors, "complex": needs, "sick.extent": {"sick_listed"}}
	for _, f := range fields {
		if slices.Contains(f.Facts(), fact) || slices.Contains(made[fact], f.Code) {
			codes = append(codes, f.Code)
		}
	}
	return codes
}
