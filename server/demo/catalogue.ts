import type { Language } from '../../model/users.ts'

/** What the seller of the demo data has on offer. Prices are in roubles; the story turns them into other money. */
export interface Article {
  key: string
  section: Section
  article: string
  price: number
  unit: 'piece' | 'hour' | 'metre'
  /** how many are usually bought together */
  quantity: readonly [number, number]
  name: Record<Language, string>
}

export const sections = {
  air: { ru: 'Вентиляционные установки', en: 'Air handling units' },
  cold: { ru: 'Холод и кондиционирование', en: 'Cooling' },
  ducts: { ru: 'Воздуховоды и арматура', en: 'Ducts and dampers' },
  control: { ru: 'Автоматика', en: 'Controls' },
  spare: { ru: 'Фильтры и запасные части', en: 'Filters and spare parts' },
  work: { ru: 'Работы и сервис', en: 'Work and service' },
} satisfies Record<string, Record<Language, string>>
export type Section = keyof typeof sections

const one = (
  key: string,
  section: Section,
  article: string,
  price: number,
  quantity: readonly [number, number],
  ru: string,
  en: string,
  unit: Article['unit'] = 'piece',
): Article => ({ key, section, article, price, quantity, unit, name: { ru, en } })

export const articles: readonly Article[] = [
  one('unit2', 'air', 'AHU-2000', 412_000, [1, 3], 'Приточная установка 2 000 м³/ч', 'Supply unit, 2,000 m³/h'),
  one(
    'unit6',
    'air',
    'AHU-6000',
    985_000,
    [1, 2],
    'Приточно-вытяжная установка 6 000 м³/ч',
    'Air handling unit, 6,000 m³/h',
  ),
  one(
    'unit15',
    'air',
    'AHU-15K',
    2_140_000,
    [1, 2],
    'Приточно-вытяжная установка 15 000 м³/ч',
    'Air handling unit, 15,000 m³/h',
  ),
  one(
    'recuperator',
    'air',
    'REC-350',
    118_500,
    [2, 12],
    'Рекуператор подвесной 350 м³/ч',
    'Ceiling heat recovery unit, 350 m³/h',
  ),
  one('fan', 'air', 'FAN-R560', 96_400, [1, 6], 'Вентилятор крышный, 5 600 м³/ч', 'Roof fan, 5,600 m³/h'),
  one('smoke', 'air', 'FAN-S710', 214_000, [2, 6], 'Вентилятор дымоудаления, 400 °C', 'Smoke extract fan, 400 °C'),
  one('curtain', 'air', 'CUR-W200', 84_900, [2, 14], 'Тепловая завеса водяная, 2 м', 'Water-heated air curtain, 2 m'),
  one('chiller', 'cold', 'CHL-120', 3_460_000, [1, 2], 'Чиллер 120 кВт', 'Chiller, 120 kW'),
  one(
    'vrf',
    'cold',
    'VRF-45',
    1_380_000,
    [1, 3],
    'Мультизональная система 45 кВт, наружный блок',
    'VRF outdoor unit, 45 kW',
  ),
  one('split', 'cold', 'SPL-12', 58_700, [3, 20], 'Сплит-система 3,5 кВт', 'Split air conditioner, 3.5 kW'),
  one('fancoil', 'cold', 'FCU-4', 42_300, [6, 24], 'Фанкойл кассетный 4 кВт', 'Cassette fan coil, 4 kW'),
  one(
    'dry',
    'cold',
    'DRY-90',
    486_000,
    [1, 2],
    'Осушитель воздуха для бассейна, 90 л/сут',
    'Pool dehumidifier, 90 l/day',
  ),
  one('humid', 'cold', 'HUM-30', 231_000, [1, 3], 'Увлажнитель паровой 30 кг/ч', 'Steam humidifier, 30 kg/h'),
  one(
    'duct',
    'ducts',
    'DCT-G07',
    1_890,
    [80, 420],
    'Воздуховод оцинкованный 0,7 мм',
    'Galvanised duct, 0.7 mm',
    'metre',
  ),
  one('damper', 'ducts', 'DMP-F90', 24_600, [2, 18], 'Клапан противопожарный EI 90', 'Fire damper, EI 90'),
  one('grille', 'ducts', 'GRL-600', 3_450, [10, 80], 'Решётка потолочная 600 × 600', 'Ceiling grille, 600 × 600'),
  one(
    'hood',
    'ducts',
    'HOD-12',
    78_200,
    [1, 6],
    'Зонт вытяжной кухонный, нержавеющий',
    'Kitchen extract hood, stainless',
  ),
  one(
    'panel',
    'control',
    'CTL-P4',
    142_000,
    [1, 3],
    'Щит автоматики приточной установки',
    'Control panel for an air handling unit',
  ),
  one('dispatch', 'control', 'CTL-NET', 368_000, [1, 1], 'Диспетчеризация, до 32 точек', 'Monitoring, up to 32 points'),
  one('pump', 'control', 'PMP-25', 46_800, [1, 8], 'Узел обвязки с насосом DN 25', 'Pump and valve set, DN 25'),
  one('filter', 'spare', 'FLT-F7', 4_150, [8, 60], 'Фильтр карманный F7', 'Bag filter, F7'),
  one(
    'belt',
    'spare',
    'SPR-BRG',
    9_700,
    [2, 10],
    'Ремкомплект вентилятора: ремень и подшипники',
    'Fan repair kit: belt and bearings',
  ),
  one('mount', 'work', 'WRK-MNT', 3_200, [24, 220], 'Монтаж', 'Installation', 'hour'),
  one('start', 'work', 'WRK-COM', 4_500, [8, 60], 'Пусконаладка', 'Commissioning', 'hour'),
  one('visit', 'work', 'WRK-SRV', 18_500, [2, 24], 'Выезд сервисной бригады', 'Visit of a service team'),
]

/** How large a deal is, in thousands of roubles. */
export const sizes = { small: [90, 480], middle: [480, 2100], large: [2100, 7800], huge: [7800, 19_500] } as const

/** What is sold to whom: a title in both languages, its size, what goes into it. `{n}`, `{area}` and `{year}` are filled in. */
export interface Offer {
  ru: string
  en: string
  size: keyof typeof sizes
  with: readonly string[]
}
const offer = (size: Offer['size'], goods: string, ru: string, en: string): Offer => ({
  size,
  with: goods.split(' '),
  ru,
  en,
})

/** The kinds of clients, and what they buy. */
export const offers = {
  factory: [
    offer(
      'large',
      'unit15 duct panel mount start',
      'Вентиляция цеха № {n}, вторая очередь',
      'Workshop {n} ventilation, phase two',
    ),
    offer(
      'huge',
      'unit15 unit6 duct panel dispatch mount',
      'Реконструкция вентиляции, {n} корпусов',
      'Ventilation refit, {n} buildings',
    ),
    offer('large', 'unit6 fan duct damper mount', 'Вытяжная система окрасочной камеры', 'Paint booth extraction'),
    offer('middle', 'fan belt mount', 'Замена крышных вентиляторов, {n} шт.', 'Roof fan replacement, {n} pcs'),
    offer(
      'middle',
      'smoke damper mount start',
      'Дымоудаление административного корпуса',
      'Smoke extraction, office block',
    ),
    offer('small', 'visit start', 'Аудит вентиляции производства', 'Ventilation audit of the plant'),
    offer('huge', 'chiller pump dispatch mount start', 'Холодоснабжение линии № {n}', 'Process cooling for line {n}'),
  ],
  food: [
    offer('large', 'chiller fancoil pump mount start', 'Холодоснабжение молочного цеха', 'Chilled water for the dairy'),
    offer('large', 'unit6 dry duct mount', 'Микроклимат холодного склада', 'Climate control of the cold store'),
    offer('middle', 'hood unit2 duct mount', 'Вытяжка над печами, {n} точек', 'Extraction over {n} ovens'),
    offer(
      'large',
      'unit15 filter duct panel',
      'Приток в упаковочный цех, класс ISO 8',
      'Supply air for the packing hall, ISO 8',
    ),
    offer('small', 'filter belt', 'Поставка фильтров на {year} год', 'Filter supply for {year}'),
    offer('middle', 'humid panel start', 'Увлажнение расстойных камер', 'Humidity control of the proving rooms'),
  ],
  office: [
    offer('large', 'vrf fancoil duct mount start', 'Мультизональная система, {n} этажа', 'VRF system, {n} floors'),
    offer('middle', 'fancoil pump mount', 'Замена фанкойлов, этаж {n}', 'Fan coil replacement, floor {n}'),
    offer('middle', 'recuperator duct grille mount', 'Рекуперация в переговорных', 'Heat recovery for meeting rooms'),
    offer('small', 'split mount', 'Кондиционирование серверной', 'Server room cooling'),
    offer(
      'large',
      'unit6 duct grille panel mount',
      'Вентиляция офиса {area} м²',
      'Ventilation of an office, {area} m²',
    ),
    offer('middle', 'dispatch panel start', 'Диспетчеризация инженерных систем', 'Monitoring of the building services'),
  ],
  retail: [
    offer('middle', 'split mount start', 'Сплит-системы для {n} магазинов', 'Air conditioning for {n} shops'),
    offer(
      'large',
      'unit6 duct smoke damper mount',
      'Вентиляция торгового зала {area} м²',
      'Shop floor ventilation, {area} m²',
    ),
    offer('middle', 'curtain pump mount', 'Тепловые завесы, {n} входов', 'Air curtains for {n} entrances'),
    offer('small', 'split mount', 'Кондиционеры в шоурум', 'Air conditioning of the showroom'),
    offer('large', 'smoke damper duct mount start', 'Дымоудаление торгового центра', 'Smoke extraction for the mall'),
    offer('middle', 'hood unit2 duct mount', 'Вытяжка фуд-корта, {n} точек', 'Food court extraction, {n} points'),
  ],
  medical: [
    offer('huge', 'unit6 filter duct panel dispatch mount', 'Чистые помещения, класс ISO 7', 'Clean rooms, ISO 7'),
    offer(
      'large',
      'unit2 filter panel mount start',
      'Вентиляция операционного блока',
      'Ventilation of the operating block',
    ),
    offer('large', 'unit6 hood duct panel', 'Вентиляция лаборатории', 'Laboratory ventilation'),
    offer(
      'middle',
      'split recuperator mount',
      'Климат в кабинетах, этаж {n}',
      'Climate for consulting rooms, floor {n}',
    ),
    offer('small', 'filter start', 'Фильтры HEPA и проверка, {year} год', 'HEPA filters and testing, {year}'),
    offer('middle', 'humid panel start', 'Увлажнение кабинета МРТ', 'Humidity control of the MRI room'),
  ],
  school: [
    offer(
      'large',
      'recuperator duct grille mount',
      'Рекуператоры для школы, {n} классов',
      'Heat recovery for {n} classrooms',
    ),
    offer(
      'large',
      'unit2 duct grille panel mount',
      'Приточные установки, учебный корпус',
      'Supply units, teaching block',
    ),
    offer('middle', 'hood unit2 duct mount', 'Вентиляция столовой', 'Canteen ventilation'),
    offer('middle', 'unit2 fan duct mount', 'Вентиляция спортзала', 'Gym ventilation'),
    offer('small', 'visit start', 'Обследование систем вентиляции', 'Survey of the ventilation'),
    offer('middle', 'split mount', 'Кондиционирование компьютерных классов', 'Cooling of the computer rooms'),
  ],
  warehouse: [
    offer('large', 'unit15 curtain duct mount', 'Климат для склада {area} м²', 'Climate for a warehouse, {area} m²'),
    offer('middle', 'curtain pump mount', 'Тепловые завесы, {n} ворот', 'Air curtains for {n} dock doors'),
    offer(
      'large',
      'smoke damper duct mount start',
      'Дымоудаление складского корпуса',
      'Smoke extraction for the warehouse',
    ),
    offer(
      'middle',
      'fan duct mount',
      'Вентиляция зарядной станции погрузчиков',
      'Ventilation of the forklift charging bay',
    ),
    offer('small', 'split mount', 'Кондиционеры в диспетчерскую', 'Air conditioning of the control room'),
    offer(
      'huge',
      'chiller unit15 dispatch mount start',
      'Склад фармацевтики, температурный режим',
      'Temperature control of a pharma store',
    ),
  ],
  hotel: [
    offer(
      'huge',
      'chiller fancoil pump dispatch mount',
      'Холодоснабжение гостиницы, {n} этажей',
      'Chilled water for a hotel, {n} floors',
    ),
    offer(
      'large',
      'dry unit6 duct panel mount',
      'Бассейн и спа: осушение и приток',
      'Pool and spa: drying and supply air',
    ),
    offer('middle', 'split mount', 'Кондиционирование {n} номеров', 'Air conditioning of {n} rooms'),
    offer('middle', 'hood unit2 duct mount', 'Вентиляция кухни ресторана', 'Restaurant kitchen ventilation'),
    offer('middle', 'recuperator duct mount', 'Вентиляция конференц-зала', 'Ventilation of the conference hall'),
    offer('small', 'filter belt visit', 'Подготовка к летнему сезону', 'Getting ready for the summer'),
  ],
  builder: [
    offer(
      'huge',
      'unit15 smoke duct damper mount start',
      'Вентиляция жилого дома, секция {n}',
      'Ventilation of a residential block, section {n}',
    ),
    offer(
      'large',
      'smoke fan duct damper mount',
      'Вентиляция паркинга, {n} уровня',
      'Car park ventilation, {n} levels',
    ),
    offer(
      'large',
      'recuperator duct grille',
      'Рекуператоры, {n}0 шт., поставка в 2 этапа',
      'Heat recovery units, {n}0 pcs in two lots',
    ),
    offer('middle', 'pump panel', 'Узлы обвязки, {n}0 комплектов', 'Pump sets, {n}0 pcs'),
    offer('middle', 'duct grille damper', 'Воздуховоды и решётки, корпус {n}', 'Ducts and grilles, building {n}'),
    offer(
      'large',
      'vrf fancoil duct mount',
      'Кондиционирование апартаментов, корпус {n}',
      'Air conditioning of flats, building {n}',
    ),
  ],
  sport: [
    offer('large', 'dry unit6 duct panel mount', 'Осушители для бассейна', 'Pool dehumidifiers'),
    offer('large', 'unit15 duct grille mount', 'Вентиляция ледовой арены', 'Ice rink ventilation'),
    offer('middle', 'unit2 fan duct mount', 'Вентиляция зала единоборств', 'Ventilation of the martial arts hall'),
    offer('middle', 'split mount', 'Кондиционирование фитнес-зон, {n} шт.', 'Air conditioning of {n} fitness areas'),
    offer('small', 'filter visit', 'Замена фильтров и чистка каналов', 'Filter change and duct cleaning'),
  ],
  farm: [
    offer('large', 'unit15 humid duct mount', 'Овощехранилище, микроклимат', 'Climate of a vegetable store'),
    offer('large', 'fan duct panel mount', 'Вентиляция птичника № {n}', 'Ventilation of poultry house {n}'),
    offer('middle', 'humid panel start', 'Увлажнение тепличного блока', 'Humidity control of a greenhouse'),
    offer('huge', 'chiller unit15 dispatch mount', 'Фруктохранилище на {n} камер', 'Fruit store with {n} chambers'),
    offer('small', 'fan belt', 'Вентиляторы для зерносушилки', 'Fans for a grain dryer'),
  ],
} satisfies Record<string, readonly Offer[]>
export type Segment = keyof typeof offers

/** What the service department sells to anybody. */
export const services: readonly Offer[] = [
  offer('middle', 'visit filter belt', 'Сервисный договор на {year} год', 'Service contract for {year}'),
  offer('small', 'visit belt', 'Ремонт вентилятора П-{n}', 'Repair of fan P-{n}'),
  offer('small', 'filter visit', 'Замена фильтров, {n} установок', 'Filter change, {n} units'),
  offer('small', 'visit start', 'Подготовка чиллера к сезону', 'Chiller start-up before the season'),
  offer('small', 'visit', 'Диагностика холодильной машины', 'Diagnosis of a chiller'),
  offer('middle', 'visit filter belt start', 'Обслуживание {n} объектов, год', 'Maintenance of {n} sites, one year'),
  offer('small', 'panel start', 'Замена щита автоматики', 'Replacement of a control panel'),
  offer('small', 'visit mount', 'Чистка воздуховодов', 'Duct cleaning'),
  offer('middle', 'pump start visit', 'Ремонт узла обвязки, корпус {n}', 'Pump set repair, building {n}'),
  offer('small', 'visit filter', 'Регламентные работы, {n} квартал', 'Scheduled maintenance, quarter {n}'),
]
