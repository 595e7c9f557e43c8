.DEFAULT_GOAL := help
.PHONY: help test full test-coverage lint format build debug generate contract

SERVER = incidents

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## Runs the tests
	go test ./...

full: ## Runs the tests with all that takes long
	FULL_TESTS=1 go test -race -timeout 30m ./...

test-coverage: ## Runs the tests and says how much of the code they reach
	go test -coverprofile=coverage.out ./...
	go tool cover -func=coverage.out | tail -n 1

lint: ## Checks what CI checks before it tests
	.ci/run format tidy vet staticcheck

format: ## Formats the code
	gofmt -w .

build: ## Builds the servers into bin/, each one static binary
	CGO_ENABLED=0 go build -trimpath -o bin/ ./servers/...

debug: build ## Opens the MCP Inspector on a built server: make debug SERVER=incidents
	npx @modelcontextprotocol/inspector bin/pagerduty-$(SERVER)$(if $(PAGERDUTY_USER_API_KEY)$(PAGERDUTY_USER_API_KEY_FILE),, --demo)

generate: ## Writes anew what is generated from the code
	go generate ./...

contract: ## Cuts the API contract for the tests: make contract FROM=full-contract.json
	go run ./pagerduty/internal/contract/cut -from "$(FROM)"
