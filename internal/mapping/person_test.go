package mapping_test

import (
	"testing"

	"samverk/internal/errs"
)

func TestAPersonReadsNothingOfAStudyNorOfWhatComesOfIt(t *testing.T) {
	s := begun(t, vetlanda)
	person := s.AsPerson(s.Person())
	_, err := s.Study(t.Context(), person, s.study)
	is(t, err, errs.NotFound)
	_, err = s.Studies(t.Context(), person)
	is(t, err, errs.NotFound)
	_, err = s.Reports(t.Context(), person)
	is(t, err, errs.NotFound)
	_, err = s.Developments(t.Context(), person, vetlanda)
	is(t, err, errs.NotFound)
}
