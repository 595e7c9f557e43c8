.DEFAULT_GOAL := help
.PHONY: help test race full days dist dist-check deploy-check test-coverage conformance hosts lint format build debug generate contract

SERVER = incidents

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## Runs the tests
	go test ./...

race: ## Runs the tests with the race detector
	GORACE="atexit_sleep_ms=0 $$GORACE" CGO_ENABLED=1 go test -race ./...

full: ## Runs the tests, including those that take long
	GORACE="atexit_sleep_ms=0 $$GORACE" CGO_ENABLED=1 FULL_TESTS=1 go test -race -timeout 30m ./...
	FULL_TESTS=1 .ci/run staticcheck examples
	cd examples/go-pagerduty && go test -tags full ./...
	$(MAKE) days deploy-check
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...

days: ## Runs the tests on other days and in other time zones
	.ci/days

test-coverage: ## Runs the tests and prints how much of the code they cover
	go test -coverprofile=coverage.out ./...
	go tool cover -func=coverage.out | tail -n 1

conformance: ## Runs the MCP project's conformance suite against the servers (needs npm)
	.ci/conformance install
	.ci/conformance test

hosts: ## Installs the server into real MCP clients from npm, and lets them start it (needs npm; about 2 GB)
	.ci/hosts install
	.ci/hosts test

lint: ## Checks what CI checks besides the tests
	.ci/run format tidy vet staticcheck

format: ## Formats the code
	gofmt -w .

build: ## Builds the servers into bin/, each one static binary
	CGO_ENABLED=0 go build -trimpath -o bin/ ./servers/...

dist: ## Builds a release into dist/; one platform alone: make dist PLATFORMS=linux/amd64
	go run ./packaging -platforms "$(PLATFORMS)"

dist-check: dist ## Checks the release in dist/ with the vendors' tools (needs npm), and that a second build is equal
	.ci/packages
	FULL_TESTS=1 go test -count=1 -run TestTwoBuildsAreEqual ./packaging

deploy-check: ## Checks Dockerfile and Helm chart with Helm and the types of Kubernetes, which take minutes to compile
	cd deploy/check && go vet . && go test -count=1 .

debug: build ## Opens the MCP Inspector (needs Node) on a server: make debug SERVER=incidents
	npx @modelcontextprotocol/inspector bin/pagerduty-$(SERVER)$(if $(PAGERDUTY_USER_API_KEY)$(PAGERDUTY_USER_API_KEY_FILE),, --demo)

generate: ## Generates golden files and the tables in documents
	go generate ./...

contract: ## Cuts the API contract for the tests: make contract FROM=full-contract.json
	go run ./pagerduty/internal/contract/cut -from "$(FROM)"
