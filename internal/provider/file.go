package provider

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"samverk/internal/errs"
	"samverk/internal/id"
)

// settings are one provider as the file has it.
type settings struct {
	Name            string            `toml:"name"`
	Title           string            `toml:"title"`
	TitleEN         string            `toml:"title_en"`
	Kind            Kind              `toml:"kind"`
	Issuer          string            `toml:"issuer"`
	ClientID        string            `toml:"client_id"`
	SecretFile      string            `toml:"client_secret_file"`
	CAFile          string            `toml:"ca_file"`
	Organisations   []id.Org          `toml:"organisations"`
	OrganisationIDs map[string]id.Org `toml:"organisation_ids"`
	Scopes          []string          `toml:"scopes"`
	Claims          Claims            `toml:"claims"`
	ACR             map[string]string `toml:"acr"`
	Demanded        string            `toml:"demanded"`
	JIT             bool              `toml:"jit"`
	UserInfo        bool              `toml:"userinfo"`
}

// acrValues asks for the levels that are enough, least sure first.
func (c settings) acrValues() string {
	var all []string
	for _, value := range slices.Sorted(maps.Keys(c.ACR)) {
		if enough(c.ACR[value], c.Demanded) && !strings.Contains(value, " ") {
			all = append(all, value)
		}
	}
	slices.SortStableFunc(all, func(a, b string) int {
		return cmp.Compare(slices.Index(levels, c.ACR[a]), slices.Index(levels, c.ACR[b]))
	})
	return strings.Join(all, " ")
}

// Reader reads a file that the file of providers names.
type Reader func(path string) ([]byte, error)

// Read reads the file of an installation's providers and tells all of its
// faults at once. No provider is asked for anything yet.
func Read(text []byte, read Reader, now func() time.Time) (*Set, error) {
	var file struct {
		Providers []settings `toml:"provider"`
	}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&file); err != nil {
		return nil, unreadable(err)
	}
	var f errs.Faults
	f.Check(len(file.Providers) > 0, "", "provider.file.empty")
	set, names := &Set{}, map[string]bool{}
	for n, c := range file.Providers {
		in := &entry{settings: c.filled(), at: cmp.Or(c.Name, strconv.Itoa(n+1)), faults: &f, read: read}
		in.check()
		in.fault(!names[c.Name], "name", "twice")
		names[c.Name] = true
		set.all = append(set.all, in.provider(now))
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return set, nil
}

// unreadable tells where the file is no TOML, or every key that it should not
// have.
func unreadable(err error) error {
	var f errs.Faults
	if strange, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		for _, e := range strange.Errors {
			line, _ := e.Position()
			f.Add(strings.Join(e.Key(), "."), "provider.file.unknown", "line", strconv.Itoa(line))
		}
		return f.Err()
	}
	line := 0
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = e.Position()
	}
	f.Add("", "provider.file.toml", "line", strconv.Itoa(line))
	return f.Err()
}

func (c settings) filled() settings {
	c.Claims.Subject = cmp.Or(c.Claims.Subject, "sub")
	c.Demanded = cmp.Or(c.Demanded, "loa3")
	if len(c.Scopes) == 0 {
		c.Scopes = []string{"openid"}
	}
	return c
}

// entry is a provider as it is read.
type entry struct {
	settings
	at     string // what its faults are told under
	faults *errs.Faults
	read   Reader
}

func (e *entry) fault(ok bool, field, key string) {
	e.faults.Check(ok, e.at+"."+field, "provider.file."+key)
}

func (e *entry) check() {
	e.fault(id.Valid(e.Name), "name", "name")
	e.fault(e.Title != "", "title", "required")
	e.fault(e.Kind == Staff || e.Kind == Person, "kind", "kind")
	issuer, err := url.Parse(e.Issuer)
	e.fault(err == nil && secureAddress(issuer) && issuer.RawQuery == "", "issuer", "address")
	e.fault(e.ClientID != "", "client_id", "required")
	e.fault(slices.Contains(e.Scopes, "openid"), "scopes", "openid")
	e.checkLevels()
	if e.Kind == Person {
		e.checkPerson()
		return
	}
	e.checkStaff()
}

func (e *entry) checkLevels() {
	e.fault(slices.Contains(levels, e.Demanded), "demanded", "level")
	reached := false
	for _, value := range slices.Sorted(maps.Keys(e.ACR)) {
		e.fault(slices.Contains(levels, e.ACR[value]), "acr."+value, "level")
		reached = reached || enough(e.ACR[value], e.Demanded)
	}
	e.fault(reached, "acr", "acr")
}

func (e *entry) checkPerson() {
	e.fault(len(e.Claims.Number) > 0 && !slices.Contains(e.Claims.Number, ""), "claims.number", "required")
	e.fault(e.Claims.Name != "", "claims.name", "required")
	e.fault(len(e.Organisations) == 0 && len(e.OrganisationIDs) == 0, "organisations", "person")
	e.fault(e.Claims.Organisation == "", "claims.organisation", "person")
	e.fault(!e.JIT, "jit", "person")
}

func (e *entry) checkStaff() {
	e.fault(len(e.Organisations) > 0, "organisations", "required")
	for _, o := range e.Organisations {
		e.fault(id.Valid(o), "organisations", "name")
	}
	e.fault(len(e.Claims.Number) == 0 && e.Claims.Name == "", "claims.number", "staff")
	e.fault(len(e.Organisations) < 2 || e.Claims.Organisation != "", "claims.organisation", "several")
	e.fault((e.Claims.Organisation == "") == (len(e.OrganisationIDs) == 0), "organisation_ids", "together")
	for _, value := range slices.Sorted(maps.Keys(e.OrganisationIDs)) {
		e.fault(slices.Contains(e.Organisations, e.OrganisationIDs[value]), "organisation_ids."+value, "organisation")
	}
}

// provider makes the provider of what was read, with the files it names.
func (e *entry) provider(now func() time.Time) *Provider {
	p := &Provider{settings: e.settings, now: now}
	if e.SecretFile != "" {
		secret, err := e.read(e.SecretFile)
		p.secret = strings.TrimSpace(string(secret))
		e.fault(err == nil && p.secret != "", "client_secret_file", "unreadable")
	}
	var authorities *x509.CertPool
	if e.CAFile != "" {
		authorities = x509.NewCertPool()
		text, err := e.read(e.CAFile)
		e.fault(err == nil && authorities.AppendCertsFromPEM(text), "ca_file", "certificate")
	}
	p.client = newClient(authorities, now)
	return p
}
