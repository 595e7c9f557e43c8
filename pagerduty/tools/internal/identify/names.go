package identify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// Candidate is an object that a name may refer to.
type Candidate struct {
	ID, Name, Email string
	Type            Type // of a kind with several

	noun string // what it is, for errors about a kind with several
	page string // its address in the web app
	role string // of a user
}

// Type distinguishes the objects of a kind with several types.
type Type string

// The types of schedules and escalation targets.
const (
	IsUser       Type = "user"
	IsLayered    Type = "schedule"
	IsShiftBased Type = "schedule_v3"
)

// matches compares names as results show them, since callers repeat what they were shown.
func (c Candidate) matches(name string) bool {
	return strings.EqualFold(shown(c.Name), shown(name)) || c.Email != "" && strings.EqualFold(c.Email, name)
}

// shown returns a name as results show it. Letters with accents look the same as one character and as two (NFC, NFD).
func shown(name string) string {
	return norm.NFC.String(strings.TrimSpace(mcptools.Clean(name, len(name))))
}

// plainLetter returns a character that is the same in every form of the name; "" if there is none.
func plainLetter(name string) string {
	composed, decomposed := shown(name), norm.NFD.String(shown(name))
	for _, r := range composed {
		if !unicode.IsMark(r) && r != ' ' && strings.ContainsRune(decomposed, r) {
			return string(r)
		}
	}
	return ""
}

// contains reports whether text is part of the name.
func (c Candidate) contains(text string) bool {
	return strings.Contains(strings.ToLower(shown(c.Name)), strings.ToLower(shown(text)))
}

func (c Candidate) String() string {
	if c.noun != "" {
		return c.noun + " " + Candidate{ID: c.ID, Name: c.Name, Email: c.Email}.String()
	}
	if c.Email != "" {
		return fmt.Sprintf("%s <%s> (%s)", c.Name, c.Email, c.ID)
	}
	return fmt.Sprintf("%s (%s)", c.Name, c.ID)
}

// Resolve finds the ids for the arguments of a call that changes something. It looks up all names in parallel, each once, and also
// the ids, so that a mistyped id does not reach a write. It begins with Check.
func Resolve(ctx context.Context, client *pagerduty.Client, arguments ...Argument) error {
	return (&names{client: client, verify: true}).resolve(ctx, arguments)
}

// Filters are the arguments that narrow a list. To save a request, Resolve accepts a text that looks like an id; Verify looks it up, for
// when the list is empty. Filters are not safe for concurrent use.
type Filters struct {
	client    *pagerduty.Client
	arguments []Argument
	names     names
}

// NewFilters returns the filters of one call.
func NewFilters(client *pagerduty.Client, arguments ...Argument) *Filters {
	return &Filters{client, arguments, names{client: client}}
}

// Resolve finds the ids for the filters. It looks up all names in parallel, each once, and begins with Check.
func (f *Filters) Resolve(ctx context.Context) error { return f.names.resolve(ctx, f.arguments) }

// Guessed reports whether Resolve accepted a text because it looks like an id.
func (f *Filters) Guessed() bool { return f.names.guessed }

// Verify resolves the filters again and looks up every id. It reports whether the ids have changed, because a text that looks like an id
// is a name.
func (f *Filters) Verify(ctx context.Context) (changed bool, err error) {
	verified := names{client: f.client, verify: true}
	err = verified.resolve(ctx, f.arguments)
	changed = !maps.EqualFunc(f.names.found, verified.found, func(a, b Candidate) bool { return a.ID == b.ID })
	f.names = verified
	return changed, err
}

// names finds and keeps the ids for the names of a call.
type names struct {
	client  *pagerduty.Client
	verify  bool // look up texts that look like ids
	guessed bool // a text was accepted because it looks like an id
	found   map[name]Candidate
}

// name is a text that names one object: an id, a name or an e-mail address.
type name struct{ noun, text string }

// Argument is an argument that names objects, made by One or Many. The zero Argument names none.
type Argument struct {
	kind  Kind
	names []string // of the argument and its elements, for errors
	texts []string
	set   func(found []Candidate)
}

// One returns an argument that names one object, whose id will be stored in id. A nil text names none.
func One(kind Kind, argument string, text, id *string) Argument {
	if text == nil {
		return Argument{}
	}
	return Argument{kind, []string{argument}, []string{*text}, func(found []Candidate) { *id = found[0].ID }}
}

// OneOf returns an argument that names one object, which will be stored in found with its name and type.
func OneOf(kind Kind, argument, text string, found *Candidate) Argument {
	return Argument{kind, []string{argument}, []string{text}, func(all []Candidate) { *found = all[0] }}
}

// Many returns an argument that names any number of objects, whose ids will be stored in ids, each once.
func Many(kind Kind, argument string, texts []string, ids *[]string) Argument {
	return each(kind, argument, texts, func(found []Candidate) {
		*ids = nil
		for _, candidate := range found {
			*ids = append(*ids, candidate.ID)
		}
	})
}

// ManyOf returns an argument that names any number of objects of a kind with several types, which will be stored in found, each once.
func ManyOf(kind Kind, argument string, texts []string, found *[]Candidate) Argument {
	return each(kind, argument, texts, func(all []Candidate) { *found = all })
}

func each(kind Kind, argument string, texts []string, set func([]Candidate)) Argument {
	many := Argument{kind: kind, texts: texts, set: set}
	for i := range texts {
		many.names = append(many.names, fmt.Sprintf("%s[%d]", argument, i))
	}
	return many
}

// Check refuses a text that is neither a valid id, nor a link to an object of the kind, nor a name. It sends no request.
func Check(arguments ...Argument) error {
	for _, argument := range arguments {
		for i, text := range argument.texts {
			if err := argument.kind.check(argument.names[i], strings.TrimSpace(text)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *names) resolve(ctx context.Context, arguments []Argument) error {
	if err := Check(arguments...); err != nil {
		return err
	}
	if err := n.find(ctx, arguments); err != nil {
		return err
	}
	for _, argument := range arguments {
		var found []Candidate
		for i, text := range argument.texts {
			one := n.found[argument.name(text)]
			if refuse := argument.kind.refuse; refuse != nil {
				if err := refuse(argument.names[i], one); err != nil {
					return err
				}
			}
			if !slices.ContainsFunc(found, func(known Candidate) bool { return known.ID == one.ID && known.Type == one.Type }) {
				found = append(found, one)
			}
		}
		if found != nil {
			argument.set(found)
		}
	}
	return nil
}

func (a Argument) name(text string) name { return name{a.kind.noun, strings.TrimSpace(text)} }

// lookup is the search for the id of one name.
type lookup struct {
	name
	kind     Kind
	argument string // the first with this name
	found    Candidate
	guessed  bool // the id is the text, which looks like an id
	err      error
}

// find looks up every name once. If several fail, it returns the error of the first argument.
func (n *names) find(ctx context.Context, arguments []Argument) error {
	var lookups []*lookup
	seen := map[name]bool{}
	for _, argument := range arguments {
		for i, text := range argument.texts {
			key := argument.name(text)
			if !seen[key] {
				seen[key] = true
				lookups = append(lookups, &lookup{name: key, kind: argument.kind, argument: argument.names[i]})
			}
		}
	}
	err := parallel.Each(ctx, len(lookups), func(ctx context.Context, i int) error {
		lookups[i].found, lookups[i].guessed, lookups[i].err = n.lookUp(ctx, lookups[i].kind, lookups[i].argument, lookups[i].text)
		return nil
	})
	for _, found := range lookups {
		if found.err != nil {
			return found.err
		}
	}
	if err != nil {
		return err
	}
	n.found = map[name]Candidate{}
	for _, found := range lookups {
		n.found[found.name] = found.found
		n.guessed = n.guessed || found.guessed
	}
	return nil
}

// lookUp returns the object that text names. guessed reports that only its id is known, the text, because it looks like one.
func (n *names) lookUp(ctx context.Context, kind Kind, argument, text string) (found Candidate, guessed bool, err error) {
	if page, ok := kind.readLink(text); ok {
		found, err := kind.follow(ctx, n.client, argument, page)
		return found, false, err
	}
	if looksLikeID(text) && kind.get != nil {
		if !n.verify && isUsualID(text) {
			return Candidate{ID: text}, true, nil
		}
		found, err := kind.get(ctx, n.client, text)
		if !errors.Is(err, pagerduty.ErrNotFound) {
			if errors.Is(err, pagerduty.ErrForbidden) { // an object that the key cannot read may still be usable
				err = nil
			}
			found.ID = text
			return found, false, err
		}
	}
	found, err = search(ctx, n.client, kind, argument, text)
	return found, false, err
}

// search returns the only object with this name. In a truncated list a name cannot be known to be the only one.
func search(ctx context.Context, client *pagerduty.Client, kind Kind, argument, text string) (Candidate, error) {
	candidates, truncated, err := kind.search(ctx, client, text)
	if err != nil {
		return Candidate{}, err
	}
	matching := matches(candidates, text)
	if len(matching) == 0 && !kind.listsAll && !isUsualID(text) {
		// PagerDuty also compares invisible characters and the form of accents. A name that differs only there is found by one of its
		// letters.
		wider, more, err := kind.search(ctx, client, plainLetter(text))
		if err != nil {
			return Candidate{}, err
		}
		if matching = matches(wider, text); len(matching) > 0 {
			truncated = truncated || more
		}
		candidates = append(candidates, similar(wider, candidates, text)...)
	}
	if len(matching) == 1 && !truncated {
		return matching[0], nil
	}
	return Candidate{}, notOne(kind, argument, text, candidates, matching, truncated)
}

// similar returns those of the wider candidates that text may be a part or a misspelling of, without those that are known.
func similar(wider, known []Candidate, text string) []Candidate {
	near := nearest(wider, text, func(Candidate) bool { return false })
	return slices.DeleteFunc(near, func(c Candidate) bool { return slices.Contains(known, c) })
}

func matches(candidates []Candidate, text string) []Candidate {
	return slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return !c.matches(text) && c.ID != text })
}

// notOne is the error for a name that no object has, or several, or perhaps several because the list was truncated.
func notOne(kind Kind, argument, text string, candidates, matching []Candidate, truncated bool) error {
	reason, offered := fmt.Sprintf("no %s has this id or exactly this name", kind.noun), candidates
	switch {
	case len(matching) > 1:
		reason, offered = fmt.Sprintf("%d have this name; give the id", len(matching)), matching
	case len(matching) == 1:
		reason = fmt.Sprintf("only the first %d were searched, and a later %s may have this name too; give the id", maxCandidates, kind.noun)
		offered = matching
	case truncated:
		reason = fmt.Sprintf("only the first %d were searched, and none has this id or exactly this name; for a later %s, give the id", maxCandidates, kind.noun)
	}
	if len(matching) == 0 {
		reason += kind.offer(offered, text, truncated)
	} else {
		reason += ". Similar: " + join(offered, 5)
	}
	if len(matching) > 0 {
		return invalidError(fmt.Sprintf("%s %q: %s", argument, text, reason))
	}
	return unknownError(fmt.Sprintf("%s %q: %s", argument, text, reason))
}

// offer returns a sentence on what exists: what is similar to text or, of a kind with few, all.
func (k Kind) offer(all []Candidate, text string, truncated bool) string {
	near := nearest(all, text, func(c Candidate) bool { return !k.listsAll && c.Type != IsBusinessService }) // PagerDuty has searched these
	switch {
	case len(near) > 0:
		return ". Similar: " + join(near, 5)
	case !k.listsAll || len(all) == 0 || truncated:
		return ""
	case len(all) <= max(k.offers, 5):
		return ". There are: " + join(all, len(all))
	}
	return fmt.Sprintf(". None of the %d that exist is similar; list them for their names", len(all))
}

// nearest returns the candidates that text may be a part or a misspelling of, and those to keep, the closest first.
func nearest(all []Candidate, text string, keep func(Candidate) bool) []Candidate {
	var names []string
	for _, c := range all {
		names = append(names, c.Name)
	}
	near := mcptools.Nearest(text, names)
	rank := func(c Candidate) int {
		switch i := slices.Index(near, c.Name); {
		case c.contains(text) || c.Name != "" && (Candidate{Name: text}).contains(c.Name):
			return 0
		case i >= 0:
			return 1 + i
		case keep(c):
			return 1 + len(near)
		}
		return far
	}
	found := slices.DeleteFunc(slices.Clone(all), func(c Candidate) bool { return rank(c) == far })
	slices.SortStableFunc(found, func(a, b Candidate) int { return rank(a) - rank(b) })
	return found
}

const far = 1 << 30

func join(candidates []Candidate, most int) string {
	var names []string
	for _, c := range candidates[:min(most, len(candidates))] {
		names = append(names, c.String())
	}
	return strings.Join(names, ", ")
}

// unknownError is the error for a name that nothing has.
type unknownError string

func (e unknownError) Error() string { return string(e) }

// invalidError is the error for a text that cannot name one thing.
type invalidError string

func (e invalidError) Error() string { return string(e) }

// NamesNothing reports whether err means that a text names no object of the account, or no single one.
func NamesNothing(err error) bool {
	_, unknown := errors.AsType[unknownError](err)
	_, invalid := errors.AsType[invalidError](err)
	return unknown || invalid || errors.Is(err, pagerduty.ErrNotFound)
}
