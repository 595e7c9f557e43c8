package keys

// RunCommand runs a command that prints a key.
var RunCommand = runCommand
