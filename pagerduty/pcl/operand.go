package pcl

import (
	"fmt"
	"strconv"
)

// value reads a value.
func (p *parser) value() (node, *fault) {
	from := p.skip()
	switch {
	case p.begins("("):
		return p.group()
	case p.begins("'"):
		text, wrong := p.string()
		return literal{span{from, p.offset}, text}, wrong
	case p.isDatetime():
		moment, wrong := p.datetime()
		return literal{span{from, p.offset}, moment}, wrong
	case p.isNumber():
		number, wrong := p.numberOrDuration()
		return literal{span{from, p.offset}, number}, wrong
	case p.isSchedule():
		schedule, wrong := p.schedule()
		return literal{span{from, p.offset}, schedule}, wrong
	}
	return p.named()
}

// named reads a value that begins with a word.
func (p *parser) named() (node, *fault) {
	from := p.skip()
	switch word := p.word(); word {
	case "true", "false":
		p.offset += len(word)
		return literal{span{from, p.offset}, word == "true"}, nil
	case "now":
		p.offset += len(word)
		return nowNode{span{from, p.offset}}, nil
	case "trigger_count", "resetting_trigger_count":
		p.offset += len(word)
		over, wrong := p.over(word)
		return countNode{span{from, p.offset}, Count{over, word == "resetting_trigger_count"}}, wrong
	default:
		if wrong := p.checkRoot(word); wrong != nil {
			return nil, wrong
		}
	}
	path, wrong := p.path()
	if wrong != nil {
		return nil, wrong
	}
	p.remember(path)
	return pathNode{span{from, p.offset}, path}, nil
}

// remember adds a path to those that the condition reads.
func (p *parser) remember(path Path) {
	for _, known := range p.paths {
		if known.String() == path.String() {
			return
		}
	}
	p.paths = append(p.paths, path)
}

// group reads a condition in parentheses.
func (p *parser) group() (node, *fault) {
	from := p.offset
	if p.depth++; p.depth > mostParentheses {
		return nil, p.wrong(fmt.Sprintf("PagerDuty takes %d levels of parentheses: use several conditions, of which one must match.", mostParentheses))
	}
	p.offset++
	inner, wrong := p.or()
	if wrong != nil {
		return nil, wrong
	}
	if p.skip(); !p.begins(")") {
		if p.offset < len(p.text) {
			return nil, p.unexpected(p.word())
		}
		return nil, wrongAt(from, "This parenthesis is not closed.")
	}
	p.offset++
	p.depth--
	return groupNode{span{from, p.offset}, inner}, nil
}

// onlyPath reads a text that is a path.
func (p *parser) onlyPath() (Path, *fault) {
	if wrong := p.checkRoot(p.word()); wrong != nil {
		return nil, wrong
	}
	path, wrong := p.path()
	if wrong != nil {
		return nil, wrong
	}
	if p.skip(); p.offset < len(p.text) {
		return nil, p.wrong("The path ends before this. Put names with other characters in brackets, as in event.custom_details['disk name'].")
	}
	return path, nil
}

// path reads a path, whose first word has been checked.
func (p *parser) path() (Path, *fault) {
	path := Path{{Name: p.word()}}
	p.offset += len(path[0].Name)
	for {
		from := p.offset
		var element Element
		var wrong *fault
		switch {
		case p.begins("."):
			element, wrong = p.field()
		case p.begins("["):
			element, wrong = p.bracket()
		default:
			return path, p.checkPathEnd()
		}
		if wrong != nil {
			return nil, wrong
		}
		if path = append(path, element); len(path) > mostElements {
			return nil, wrongAt(from, fmt.Sprintf("PagerDuty takes %d elements in a path.", mostElements))
		}
	}
}

// field reads a name with its dot.
func (p *parser) field() (Element, *fault) {
	p.offset++
	name := leadingWord(p.text[p.offset:])
	switch {
	case name == "":
		return Element{}, p.wrong("After the dot of a path comes a name. Put names with other characters in brackets, as in event.custom_details['disk name'].")
	case isDigit(name[0]):
		return Element{}, p.wrong("A name after a dot begins with a letter: write [0] for an entry of a list, and ['0'] for a field.")
	case isReserved(name):
		return Element{}, p.wrong(fmt.Sprintf("The word %s is reserved: write ['%s'] instead of .%s.", name, name, name))
	}
	p.offset += len(name)
	return Element{Name: name}, nil
}

// bracket reads a name or an index in brackets.
func (p *parser) bracket() (Element, *fault) {
	p.offset++
	p.skip()
	var element Element
	switch digits := leadingDigits(p.text[p.offset:]); {
	case p.begins("'"):
		name, wrong := p.string()
		if wrong != nil {
			return Element{}, wrong
		}
		element.Name = name
	case digits != "":
		index, err := strconv.Atoi(digits)
		if err != nil {
			return Element{}, p.wrong("This index is too large.")
		}
		element = Element{Index: index, IsIndex: true}
		p.offset += len(digits)
	case p.begins(`"`):
		return Element{}, p.wrong(singleQuotes)
	case p.begins("-"):
		return Element{}, unsureAt(p.offset, "An index counts from the beginning of the list, from 0.")
	default:
		return Element{}, p.wrong("In brackets stands a name in single quotes, as in ['disk name'], or an index, as in [0].")
	}
	if p.skip(); !p.begins("]") {
		return Element{}, p.wrong("Here ] is missing.")
	}
	p.offset++
	return element, nil
}

func leadingDigits(text string) string {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return text[:i]
		}
	}
	return text
}
