import { ranges, type Range } from '../../../model/access.ts'
import { shortRangeWords } from '../../../model/words/rights.ts'
import { useLanguage } from '../../words.ts'
import css from './RightsPart.module.css'

/** How far a right reaches: the word, and five steps under it. */
export function RangeMark({ range, pale = false, plain = false }: { range: Range; pale?: boolean; plain?: boolean }) {
  const language = useLanguage()
  const reach = ranges.indexOf(range)
  return (
    <span className={`${css.range} ${pale ? css.pale : ''} ${reach ? '' : css.no}`}>
      <span className="cut">{shortRangeWords[range][language]}</span>
      {!plain && (
        <span className={css.steps} aria-hidden>
          {ranges.slice(1).map((step, i) => (
            <i key={step} className={i < reach ? css.on : ''} />
          ))}
        </span>
      )}
    </span>
  )
}
