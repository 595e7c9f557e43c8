package subcommands

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func newCompletion(p program) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes commands and arguments in bash, zsh, fish or powershell",
		Long: `Print a script that completes commands, flags, names of tools and their arguments.

  bash        source <(pagerduty-mcp completion bash)
  zsh         source <(pagerduty-mcp completion zsh)     after compinit
  fish        pagerduty-mcp completion fish | source
  powershell  pagerduty-mcp completion powershell | Out-String | Invoke-Expression

Write the line for your shell into its start file, such as ~/.bashrc.`,
		Args: func(cmd *cobra.Command, words []string) error {
			if len(words) != 1 || !slices.Contains(cmd.ValidArgs, words[0]) {
				return errors.New("name a shell: " + strings.Join(cmd.ValidArgs, ", "))
			}
			return nil
		},
		ValidArgs: []cobra.Completion{"bash", "zsh", "fish", "powershell"},
		RunE: func(cmd *cobra.Command, arguments []string) (err error) {
			var script bytes.Buffer
			switch root := cmd.Root(); arguments[0] {
			case "bash":
				err = root.GenBashCompletionV2(&script, true)
			case "zsh":
				err = root.GenZshCompletion(&script)
			case "fish":
				err = root.GenFishCompletion(&script, true)
			case "powershell":
				err = root.GenPowerShellCompletionWithDesc(&script)
			}
			if err != nil {
				return err
			}
			return p.write(script.Bytes())
		},
	}
}
