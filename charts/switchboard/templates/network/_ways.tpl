{{- /* One egress rule each. No way leads to the cloud's metadata service. */ -}}
{{- define "switchboard.wayToNames" -}}
- to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
  ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
{{- end }}

{{- define "switchboard.wayToPorts" -}}
- to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]
  ports:
    {{- range .  }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end }}

{{- define "switchboard.wayToTraces" -}}
{{- with .Values.tracing.endpoint }}
{{- $port := regexFind ":[0-9]+$" (urlParse .).host | trimPrefix ":" }}
{{- include "switchboard.wayToPorts" (list (default (hasPrefix "https:" . | ternary 443 80) (int $port))) }}
{{- end }}
{{- end }}

{{- define "switchboard.wayFromMonitoring" -}}
{{- with .Values.networkPolicy.monitoringFrom }}
- from: {{- toYaml . | nindent 4 }}
  ports: [{protocol: TCP, port: 9090}]
{{- end }}
{{- end }}
