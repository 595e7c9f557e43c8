package subcommands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts"
)

// askNames asks for names until check accepts them. An empty answer stands for those in brackets.
func (i *installation) askNames(ctx context.Context, question string, normal []string, check func(names []string) error) error {
	return i.terminal.askUntil(ctx, fmt.Sprintf("%s [%s]", question, strings.Join(normal, " ")), func(answer string) error {
		return check(strings.FieldsFunc(cmp.Or(answer, strings.Join(normal, " ")), func(r rune) bool { return r == ' ' || r == ',' }))
	})
}

// askHosts returns the hosts that the arguments name or, in a terminal, those that the user chooses.
func (i *installation) askHosts(ctx context.Context, machine hosts.Machine, names []string) (all []hosts.Host, err error) {
	if len(names) > 0 {
		return findHosts(names)
	}
	if i.terminal == nil {
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
	err = i.askNames(ctx, "Which hosts?", found, func(names []string) (wrong error) {
		all, wrong = findHosts(names)
		return wrong
	})
	return all, err
}

// askChoices asks in a terminal for what the flags leave out.
func (i *installation) askChoices(cmd *cobra.Command) (err error) {
	if i.terminal == nil {
		return nil
	}
	if !cmd.Flags().Changed("toolsets") {
		var areas []string
		for _, area := range i.server.Areas {
			areas = append(areas, area.Name)
		}
		slices.Sort(areas)
		err := i.askNames(cmd.Context(), "Which tools, of "+strings.Join(areas, ", ")+"?", []string{defaultToolset}, func(names []string) error {
			i.choices.Toolsets = names
			return checkToolsets(i.server, names)
		})
		if err != nil {
			return err
		}
	}
	if !cmd.Flags().Changed("enable-write-tools") {
		i.choices.Writes, err = i.terminal.agree(cmd.Context(), "May it change PagerDuty? It asks before it pages anybody.", false)
	}
	return err
}
