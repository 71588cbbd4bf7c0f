import css from './ListGhost.module.css'

/** The shape of the list while its code is on the way. */
export function ListGhost() {
  return (
    <div className={css.ghost} aria-busy>
      <i className={css.bar} />
      {Array.from({ length: 12 }, (_, i) => (
        <div key={i} className={css.row}>
          <i style={{ width: `${String(22 - (i % 4) * 3)}%` }} />
          <i />
          <i />
        </div>
      ))}
    </div>
  )
}
