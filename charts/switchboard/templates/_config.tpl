{{- /* The configuration of a program: what the chart knows, and over it what the values say. */ -}}
{{- define "switchboard.config" -}}
{{- $known := include (printf "switchboard.%sConfig" .program) .root | fromYaml -}}
{{- mergeOverwrite $known (deepCopy (index .root.Values .program).config) | toYaml -}}
{{- end }}

{{- /* A hash of what of it needs a restart: the program takes over the rest by itself. */ -}}
{{- define "switchboard.configHash" -}}
{{- $config := include "switchboard.config" . | fromYaml -}}
{{- range $path := index (.root.Files.Get "files/live-settings.yaml" | fromYaml) .program -}}
{{- $names := splitList "." $path -}}
{{- $group := first $names -}}
{{- if eq (len $names) 1 -}}
{{- $_ := unset $config $group -}}
{{- else if hasKey $config $group -}}
{{- $_ := unset (index $config $group) (last $names) -}}
{{- if not (index $config $group) -}}{{- $_ := unset $config $group -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $config | sha256sum | trunc 16 | quote -}}
{{- end }}

{{- /* Secrets by name: each its own, or all in the one. */ -}}
{{- define "switchboard.livekitSecret" -}}
{{- default .Values.secretName .Values.livekit.secret.name -}}
{{- end }}
{{- define "switchboard.operatorBusSecret" -}}
{{- default .Values.secretName .Values.nats.operatorSecret -}}
{{- end }}
{{- define "switchboard.gatewayBusSecret" -}}
{{- default .Values.secretName .Values.nats.gatewaySecret -}}
{{- end }}
