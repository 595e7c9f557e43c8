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

// askNames asks for names. An empty answer stands for those in brackets.
func (i *installation) askNames(ctx context.Context, question string, normal ...string) ([]string, error) {
	answer, err := i.terminal.ask(ctx, fmt.Sprintf("%s [%s]", question, strings.Join(normal, " ")))
	return strings.FieldsFunc(cmp.Or(answer, strings.Join(normal, " ")), func(r rune) bool { return r == ' ' || r == ',' }), err
}

// askHosts returns the names of the arguments or, in a terminal, those that the user chooses.
func (i *installation) askHosts(ctx context.Context, machine hosts.Machine, names []string) ([]string, error) {
	if len(names) > 0 {
		return names, nil
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
	return i.askNames(ctx, "Which hosts?", found...)
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
		if i.choices.Toolsets, err = i.askNames(cmd.Context(), "Which tools, of "+strings.Join(areas, ", ")+"?", defaultToolset); err != nil {
			return err
		}
	}
	if !cmd.Flags().Changed("enable-write-tools") {
		i.choices.Writes, err = i.terminal.agree(cmd.Context(), "May it change PagerDuty? It asks before it pages anybody.", false)
	}
	return err
}
