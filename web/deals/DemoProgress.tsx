import { useWords } from '../words.ts'
import css from './DemoProgress.module.css'

/** How far the making or the removal of the demo data has come. */
export function DemoProgress({ percent, removing = false }: { percent: number; removing?: boolean }) {
  const t = useWords()
  const label = t(removing ? 'demo.removing' : 'demo.loading')
  return (
    <span className={css.progress}>
      <span>{label}</span>
      <progress max={100} value={percent} aria-label={label} />
    </span>
  )
}
