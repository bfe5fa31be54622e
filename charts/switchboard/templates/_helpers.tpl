{{- define "switchboard.labels" -}}
app.kubernetes.io/part-of: switchboard
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "switchboard.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "switchboard.image" -}}
{{- $image := .image -}}
{{- if $image.ref -}}
{{ $image.ref }}
{{- else -}}
{{- $repository := $image.repository -}}
{{- with .root.Values.global.imageRegistry -}}{{- $repository = printf "%s/%s" . $repository -}}{{- end -}}
{{- if $image.digest -}}{{ $repository }}@{{ $image.digest }}{{- else -}}{{ $repository }}:{{ default .root.Chart.AppVersion $image.tag }}{{- end -}}
{{- end -}}
{{- end }}

{{- define "switchboard.restricted" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "switchboard.confined" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "switchboard.livekitUrl" -}}
{{- required "livekit.url is required: where operator and gateway reach LiveKit, such as https://livekit.example.com" .Values.livekit.url -}}
{{- end }}

{{- define "switchboard.livekitSocket" -}}
{{- include "switchboard.livekitUrl" . | replace "https://" "wss://" | replace "http://" "ws://" -}}
{{- end }}

{{- define "switchboard.natsServers" -}}
{{- if not .Values.nats.servers -}}{{- fail "nats.servers is required: addresses of the message bus, such as [nats://nats.example.com:4222]" -}}{{- end -}}
{{- toJson .Values.nats.servers -}}
{{- end }}

{{- /* Which nodes a program's pods may go to. */ -}}
{{- define "switchboard.nodes" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Replicas on different nodes where there are several. */ -}}
{{- define "switchboard.apart" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels: {{- include "switchboard.selector" . | nindent 12 }}
{{- end }}

{{- /* For operator and gateway alike. */ -}}
{{- define "switchboard.tracingConfig" -}}
{{- if .Values.tracing.endpoint }}
tracing:
  endpoint: {{ .Values.tracing.endpoint }}
  ratio: {{ .Values.tracing.ratio }}
{{- end }}
{{- end }}
