// Checks what is in deploy with the programs that read it: make deploy-check. It is a module of its own because Helm takes minutes to compile.
module github.com/pagerduty-mcp/pagerduty-mcp-go/deploy/check

go 1.26.0

require (
	helm.sh/helm/v3 v3.22.0 // indirect
	k8s.io/api v0.37.2 // indirect
	k8s.io/apimachinery v0.37.2 // indirect
	k8s.io/client-go v0.37.2 // indirect
)
