import { PageHead } from '../shell/PageHead.tsx'

export function SettingsPage() {
  return <PageHead>{null}</PageHead>
}
