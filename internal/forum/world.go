package forum

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// WorldForum is a forum in the file of a whole structure. What is left out is as
// the kind of forum usually is.
type WorldForum struct {
	ID        id.Forum      `toml:"id"`
	Name      string        `toml:"name"`
	Kind      string        `toml:"kind"`
	Level     string        `toml:"level"`
	Formal    bool          `toml:"formal"`
	Internal  bool          `toml:"internal"`
	Status    string        `toml:"status"`
	Why       string        `toml:"why"` // it rests or has ended
	About     string        `toml:"about"`
	UseWhen   string        `toml:"use_when"`
	Target    string        `toml:"target"`
	AgeFrom   int           `toml:"age_from"`
	AgeTo     int           `toml:"age_to"`
	Driver    id.Function   `toml:"driver"`
	Deputy    id.Function   `toml:"deputy"`
	Chairing  string        `toml:"chairing"`
	Chair     id.Function   `toml:"chair"`
	Secretary id.Function   `toml:"secretary"`
	Place     string        `toml:"place"`
	Members   []id.Function `toml:"members"`
	Calls     []access.Kind `toml:"calls"` // who calls and is called; the preset's actors when none of the three is given
	Called    []access.Kind `toml:"called"`
	Must      []access.Kind `toml:"must"`
}

// Install enters the forums of an area that stand in the file of a whole
// structure, as they came out of it.
func Install(ctx context.Context, tx *db.Tx, a id.Area, forums any) error {
	if forums == nil {
		return nil
	}
	var file struct {
		Forums []WorldForum `toml:"forums"`
	}
	text, err := toml.Marshal(map[string]any{"forums": forums})
	if err != nil {
		return fmt.Errorf("forums of %s: %w", a, err)
	}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&file); err != nil {
		return fmt.Errorf("forums of %s: %w", a, err)
	}
	for _, w := range file.Forums {
		if err := w.install(ctx, tx, a); err != nil {
			return fmt.Errorf("forum %q: %w", w.ID, err)
		}
	}
	return nil
}

// settings completes what the file says with how such forums usually are.
func (w WorldForum) settings() Settings {
	p := PresetOf(cmp.Or(w.Kind, Other))
	s := Settings{
		Name: w.Name, Kind: p.Kind, Level: cmp.Or(w.Level, p.Level), Formal: w.Formal, Internal: w.Internal, About: w.About,
		UseWhen: w.UseWhen, Target: w.Target, AgeFrom: w.AgeFrom, AgeTo: w.AgeTo, Driver: w.Driver, Deputy: w.Deputy,
		Chairing: cmp.Or(w.Chairing, Fixed), Chair: w.Chair, Secretary: w.Secretary, Place: w.Place, Actors: p.Actors,
	}
	if len(w.Calls)+len(w.Called)+len(w.Must) > 0 {
		s.Actors = some(w.Calls, slices.Concat(w.Calls, w.Called), w.Must)
	}
	return s
}

func (w WorldForum) install(ctx context.Context, tx *db.Tx, a id.Area) error {
	s := w.settings()
	status := w.Status
	if status == "" {
		// One that all four must have agreed on is not active before they have.
		if status = Active; s.NeedsAgreement() {
			status = Starting
		}
	}
	switch err := s.Check(); {
	case err != nil:
		return err
	case !id.Valid(w.ID) || !slices.Contains(Statuses(), status):
		return fmt.Errorf("a bad identifier or the unknown state %q", status)
	case status == Active && s.NeedsAgreement():
		return fmt.Errorf("cannot be active without an agreement")
	}
	if err := insert(ctx, tx, a, w.ID, s, status); err != nil {
		return err
	}
	for _, m := range w.Members {
		if _, err := tx.Exec(ctx, `insert into forum_member (forum_id, function_id, since) values ($1, $2, $3)`, w.ID, m, db.Micros(tx.Now)); err != nil {
			return err
		}
	}
	if err := note(ctx, tx, w.ID, "created", "", ""); err != nil || status == Planned {
		return err
	}
	return note(ctx, tx, w.ID, status, "", w.Why)
}
