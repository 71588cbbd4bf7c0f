import { PageHead } from '../shell/PageHead.tsx'

export function ProductsPage() {
  return <PageHead>{null}</PageHead>
}

export function ProductPage() {
  return <PageHead>{null}</PageHead>
}
