export function PipelinesPart() {
  return null
}
