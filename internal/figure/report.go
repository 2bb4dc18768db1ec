package figure

import (
	_ "embed"
	"errors"

	"samverk/internal/border"
	"samverk/internal/id"
)

//go:embed oppna-jamforelser.csv
var comparisons []byte

//go:embed forsorjningsmatt.csv
var livelihood []byte

// OfReport returns the values of the report's two tables, as they stand there:
// an empty cell gives a value that is not known.
func OfReport() (all []Value, err error) {
	for set, file := range map[string][]byte{Comparisons: comparisons, Livelihood: livelihood} {
		some, err := ofTable(set, file)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return sorted(all), nil
}

func ofTable(set string, file []byte) (all []Value, err error) {
	s, _ := SetOf(set)
	rows, err := border.Table(file, border.Sheet())
	if err != nil {
		return nil, err
	}
	for _, row := range rows[1:] {
		for i, code := range rows[0][1:] {
			v := Value{Figure: id.Figure(code), Place: Place(row[0]), Period: s.Period, Gender: "T", Origin: s.Origin}
			if text := row[i+1]; text != "" {
				if v.Number, v.Known = ParseNumber(text); !v.Known {
					return nil, errors.New("figure: no number in " + set)
				}
			}
			all = append(all, v)
		}
	}
	return all, nil
}
