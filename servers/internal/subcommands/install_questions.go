package subcommands

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// questions asks the user in a terminal.
type questions struct {
	answers *bufio.Reader
	out     io.Writer
}

func newQuestions(process command.Process) *questions {
	return &questions{bufio.NewReader(process.Stdin), process.Stderr}
}

// ask returns the answer, or the default if the user only presses Enter.
func (q *questions) ask(question, byDefault string) (string, error) {
	fmt.Fprintf(q.out, "%s [%s] ", question, byDefault)
	answer, err := q.answers.ReadString('\n')
	if err != nil {
		return "", errors.New("the question was not answered, and nothing is changed")
	}
	if answer = strings.TrimSpace(answer); answer == "" {
		return byDefault, nil
	}
	return answer, nil
}

func (q *questions) yesNo(question string, byDefault bool) (bool, error) {
	choice := "y/N"
	if byDefault {
		choice = "Y/n"
	}
	answer, err := q.ask(question, choice)
	if err != nil || answer == choice {
		return byDefault, err
	}
	return strings.HasPrefix(strings.ToLower(answer), "y"), nil
}

// askHosts returns the names of the arguments or, in a terminal, those that the user chooses.
func (i *installation) askHosts(q *questions, machine hosts.Machine, names []string) ([]string, error) {
	if len(names) > 0 {
		return names, nil
	}
	if q == nil {
		return nil, &exit{exitUsage, errors.New("name a host, such as claude-code; \"list\" shows them all")}
	}
	var found []string
	for _, host := range hosts.All() {
		if machine.Has(host) {
			found = append(found, host.Name)
		}
	}
	if len(found) == 0 {
		return nil, &exit{exitUsage, errors.New("no host was found on this machine: name one, such as claude-code; \"list\" shows them all")}
	}
	answer, err := q.ask("Which hosts?", strings.Join(found, " "))
	return strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' }), err
}

// askChoices asks for what the flags leave out.
func (i *installation) askChoices(q *questions, cmd *cobra.Command) error {
	if q == nil {
		return nil
	}
	if !cmd.Flags().Changed("toolsets") {
		var areas []string
		for _, area := range i.server.Areas {
			areas = append(areas, area.Name)
		}
		slices.Sort(areas)
		answer, err := q.ask("Which tools, of "+strings.Join(areas, ", ")+"?", defaultToolset)
		if err != nil {
			return err
		}
		i.choices.Toolsets = strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' })
	}
	if !cmd.Flags().Changed("enable-write-tools") {
		var err error
		if i.choices.Writes, err = q.yesNo("May it change PagerDuty? It asks before it pages anybody.", false); err != nil {
			return err
		}
	}
	return nil
}
