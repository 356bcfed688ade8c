{{- define "wandb-iam-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "wandb-iam-operator.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "wandb-iam-operator.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "wandb-iam-operator.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "wandb-iam-operator.selector" -}}
app.kubernetes.io/name: {{ include "wandb-iam-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "wandb-iam-operator.labels" -}}
{{ include "wandb-iam-operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "wandb-iam-operator.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "wandb-iam-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "wandb-iam-operator.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- /* Who has the operator's rights: the end of every binding. */ -}}
{{- define "wandb-iam-operator.subjects" -}}
subjects:
  - kind: ServiceAccount
    name: {{ include "wandb-iam-operator.serviceAccount" . }}
    namespace: {{ .Release.Namespace }}
{{- end }}

{{- /* Whether the WandbServer can be made now: a kind that is new with this release is not known to the API server. */ -}}
{{- define "wandb-iam-operator.serverKnown" -}}
{{- if or (not .Values.crds.install) .Release.IsUpgrade (.Capabilities.APIVersions.Has "iam.wandb.com/v1alpha1/WandbServer") }}true{{ end }}
{{- end }}
