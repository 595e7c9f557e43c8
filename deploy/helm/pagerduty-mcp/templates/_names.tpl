{{- define "pagerduty-mcp.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "pagerduty-mcp.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "pagerduty-mcp.labels" -}}
{{ include "pagerduty-mcp.selector" . }}
app.kubernetes.io/version: {{ include "pagerduty-mcp.tag" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end -}}

{{- define "pagerduty-mcp.tag" -}}
{{- if .Values.image.tag -}}
{{ .Values.image.tag }}
{{- else if eq .Chart.AppVersion "0.0.0" -}}
{{ fail "This chart is not from a release, so it names no image: set image.tag." }}
{{- else -}}
{{ .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* Settings that are valid alone but not together. */}}
{{- define "pagerduty-mcp.check" -}}
{{- if and .Values.enableWriteTools (gt (int .Values.replicas) 1) (not .Values.state.url) -}}
{{ fail "enableWriteTools with several replicas needs state.url: without it each instance has a page limit of its own, and an answer counts only on the instance that asked." }}
{{- end -}}
{{- if and (ne .Values.auth "caller") (not .Values.secret) -}}
{{ fail (printf "auth: %s needs secret, the name of a Secret with the files server-tokens and %s." .Values.auth (ternary "api-key" "client-secret" (eq .Values.auth "shared"))) }}
{{- end -}}
{{- if and (eq .Values.auth "app") (not (and .Values.app.clientID .Values.app.subdomain .Values.app.scopes)) -}}
{{ fail "auth: app needs app.clientID, app.subdomain and app.scopes." }}
{{- end -}}
{{- if and (eq .Values.auth "caller") .Values.fromEmail -}}
{{ fail "fromEmail is for auth: shared and app: with auth: caller, PagerDuty attributes changes to each caller." }}
{{- end -}}
{{- if and .Values.state.password (not .Values.secret) -}}
{{ fail "state.password needs secret, the name of a Secret with the file state-password." }}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.publicURL) -}}
{{ fail "ingress.enabled needs publicURL, whose host the Ingress has." }}
{{- end -}}
{{- end -}}

{{/* The port of state.url. */}}
{{- define "pagerduty-mcp.statePort" -}}
{{ regexFind ":[0-9]+$" (urlParse .Values.state.url).host | trimPrefix ":" | default "6379" }}
{{- end -}}
