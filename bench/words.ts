/** The words of generated records: each in Russian, and as an address or a company abroad would write it. */
export const firstNames = [
  ['Анна', 'Anna'], ['Иван', 'Ivan'], ['Мария', 'Maria'], ['Пётр', 'Petr'], ['Ольга', 'Olga'], ['Сергей', 'Sergey'],
  ['Елена', 'Elena'], ['Дмитрий', 'Dmitry'], ['Наталья', 'Natalia'], ['Алексей', 'Alexey'], ['Татьяна', 'Tatiana'],
  ['Михаил', 'Mikhail'], ['Юлия', 'Julia'], ['Николай', 'Nikolay'], ['Ирина', 'Irina'], ['Андрей', 'Andrey'],
  ['Светлана', 'Svetlana'], ['Павел', 'Pavel'], ['Екатерина', 'Ekaterina'], ['Виктор', 'Victor'], ['Ксения', 'Xenia'],
  ['Артём', 'Artem'], ['Дарья', 'Daria'], ['Роман', 'Roman'], ['Полина', 'Polina'], ['Кирилл', 'Kirill'],
  ['Вера', 'Vera'], ['Георгий', 'George'], ['Алиса', 'Alice'], ['Тимур', 'Timur'],
] as const
export const lastNames = [
  ['Иваненко', 'Ivanenko'], ['Петренко', 'Petrenko'], ['Соколенко', 'Sokolenko'], ['Кравчук', 'Kravchuk'],
  ['Морозюк', 'Morozyuk'], ['Левченко', 'Levchenko'], ['Шевчук', 'Shevchuk'], ['Мельник', 'Melnik'],
  ['Коваль', 'Koval'], ['Бондарь', 'Bondar'], ['Ткач', 'Tkach'], ['Гончар', 'Gonchar'], ['Белых', 'Belykh'],
  ['Седых', 'Sedykh'], ['Черных', 'Chernykh'], ['Долгих', 'Dolgikh'], ['Кузьмич', 'Kuzmich'], ['Савич', 'Savich'],
  ['Ганц', 'Gantz'], ['Шмидт', 'Schmidt'], ['Вебер', 'Weber'], ['Миллер', 'Miller'], ['Берг', 'Berg'],
  ['Ли', 'Lee'], ['Пак', 'Park'], ['Ким', 'Kim'], ['Цой', 'Tsoy'], ['Алиханян', 'Alikhanyan'],
  ['Саркисян', 'Sarkisyan'], ['Беридзе', 'Beridze'], ['Джапаридзе', 'Japaridze'], ['Рахимбай', 'Rakhimbay'],
  ['Нурлан', 'Nurlan'], ['Тимченко', 'Timchenko'], ['Остапенко', 'Ostapenko'], ['Романюк', 'Romanyuk'],
  ['Дубко', 'Dubko'], ['Жук', 'Zhuk'], ['Рыбак', 'Rybak'], ['Чайка', 'Chaika'],
] as const
export const jobTitles = [
  'директор', 'главный инженер', 'бухгалтер', 'закупщик', 'head of sales', 'office manager', 'CTO', 'юрист',
]
export const companyWords = [
  ['Ромашка', 'Daisy'], ['Вектор', 'Vector'], ['Северный ветер', 'North Wind'], ['Альфа', 'Alpha'],
  ['Стройград', 'Buildcity'], ['Медтехника', 'Medtech'], ['Прогресс', 'Progress'], ['Орион', 'Orion'],
  ['Тепло и свет', 'Heat and Light'], ['Маяк', 'Beacon'], ['Каскад', 'Cascade'], ['Гранит', 'Granite'],
  ['Лесной двор', 'Timber Yard'], ['Электросила', 'Electropower'], ['Кристалл', 'Crystal'], ['Пульс', 'Pulse'],
  ['Навигатор', 'Navigator'], ['Меридиан', 'Meridian'], ['Атлант', 'Atlant'], ['Сфера', 'Sphere'],
  ['Импульс', 'Impulse'], ['Вершина', 'Summit'], ['Горизонт', 'Horizon'], ['Полюс', 'Pole'],
] as const
export const companyKinds = [
  ['Трейд', 'Trade'], ['Сервис', 'Service'], ['Групп', 'Group'], ['Логистика', 'Logistics'], ['Снаб', 'Supply'],
  ['Проект', 'Project'], ['Инвест', 'Invest'], ['Пром', 'Industries'], ['Плюс', 'Plus'], ['Системы', 'Systems'],
] as const
export const productNouns = [
  'Насос', 'Клапан', 'Кабель', 'Щит', 'Датчик', 'Сервер', 'Лицензия', 'Подписка', 'Pump', 'Valve', 'Router',
  'Sensor', 'Server', 'Licence', 'Фильтр', 'Станок', 'Панель', 'Монтаж', 'Настройка', 'Training',
]
export const productKinds = ['Pro', 'Lite', 'Max', 'GTX', 'малый', 'большой', 'угловой', 'DN50', 'IP67', '4U', 'X1', 'Эко']
export const dealWords = [
  'Поставка', 'Продление', 'Обслуживание', 'Проект', 'Замена', 'Supply of', 'Renewal of', 'Upgrade to', 'Монтаж', 'Тендер:',
]
export const comments = [
  'Просили перезвонить после праздников, решение принимает совет директоров.',
  'Wants the offer in two variants, with and without installation.',
  'Сравнивают с двумя другими поставщиками, важен срок поставки.',
  'Asked for references from the same industry.',
]
export const pipelineNames = ['Продажи', 'Тендеры', 'Renewals', 'Service contracts']
export const openStages = [
  'Новая заявка', 'Квалификация', 'Предложение', 'Переговоры', 'Договор', 'Оплата', 'Поставка', 'Приёмка',
]
export const lostStages = ['Дорого', 'Выбрали других', 'Нет бюджета']
export const terms = {
  source: ['Звонок', 'Почта', 'Сайт', 'Реклама', 'Действующий клиент', 'Рекомендация', 'Выставка'],
  dealType: ['Продажа', 'Услуга', 'Подписка'],
  tag: ['срочно', 'VIP', 'повтор', 'тендер', 'скидка'],
  companyType: ['Клиент', 'Поставщик', 'Партнёр'],
  industry: ['ИТ', 'Связь', 'Производство', 'Финансы', 'Торговля', 'Строительство', 'Медицина'],
  contactType: ['Клиент', 'Поставщик', 'Партнёр'],
  unit: ['шт.', 'ч', 'м'],
} as const
