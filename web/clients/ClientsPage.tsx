import { PageHead } from '../shell/PageHead.tsx'

export function ContactsPage() {
  return <PageHead>{null}</PageHead>
}

export function ContactPage() {
  return <PageHead>{null}</PageHead>
}

export function CompaniesPage() {
  return <PageHead>{null}</PageHead>
}

export function CompanyPage() {
  return <PageHead>{null}</PageHead>
}
