{{- /* One egress rule each. No way leads to the cloud's metadata service. */ -}}
{{- define "switchboard.wayToNames" -}}
- to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
  ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
{{- end }}

{{- /* at: peers, or nothing for anywhere; ports: TCP. */ -}}
{{- define "switchboard.wayTo" -}}
- to: {{ include "switchboard.peersAt" .at }}
  ports:
    {{- range .ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end }}

{{- define "switchboard.peersAt" -}}
{{- default (list (dict "ipBlock" (dict "cidr" "0.0.0.0/0" "except" (list "169.254.0.0/16")))) . | toJson }}
{{- end }}

{{- define "switchboard.waysToServers" -}}
{{- $policy := .Values.networkPolicy }}
{{ include "switchboard.wayTo" (dict "at" $policy.at.kubernetes "ports" $policy.ports.kubernetes) }}
{{ include "switchboard.wayTo" (dict "at" $policy.at.nats "ports" $policy.ports.nats) }}
{{ include "switchboard.wayTo" (dict "at" $policy.at.livekit "ports" $policy.ports.livekit) }}
{{- end }}

{{- define "switchboard.wayToTraces" -}}
{{- with .Values.tracing.endpoint }}
{{- $port := regexFind ":[0-9]+$" (urlParse .).host | trimPrefix ":" }}
{{- include "switchboard.wayTo" (dict "at" list "ports" (list (default (hasPrefix "https:" . | ternary 443 80) (int $port)))) }}
{{- end }}
{{- end }}

{{- define "switchboard.wayFromMonitoring" -}}
{{- with .Values.networkPolicy.monitoringFrom }}
- from: {{- toYaml . | nindent 4 }}
  ports: [{protocol: TCP, port: 9090}]
{{- end }}
{{- end }}
