// Emoji by name, as :name: in messages. The names are the ones that Slack uses; a name that is not here shows
// as it was typed, like an unknown name in Slack.

import { h } from './dom.js';

// Pairs of name and character, kept as text because that is the form in which one reads and extends it.
const pairs = `
  grinning 😀  smiley 😃  smile 😄  grin 😁  laughing 😆  satisfied 😆  sweat_smile 😅
  rolling_on_the_floor_laughing 🤣  joy 😂  slightly_smiling_face 🙂  upside_down_face 🙃  melting_face 🫠
  wink 😉  blush 😊  innocent 😇  smiling_face_with_3_hearts 🥰  heart_eyes 😍  star-struck 🤩  kissing_heart 😘
  kissing 😗  relaxed ☺️  yum 😋  stuck_out_tongue 😛  stuck_out_tongue_winking_eye 😜  zany_face 🤪
  money_mouth_face 🤑  hugging_face 🤗  face_with_hand_over_mouth 🤭  shushing_face 🤫  thinking_face 🤔
  saluting_face 🫡  zipper_mouth_face 🤐  face_with_raised_eyebrow 🤨  neutral_face 😐  expressionless 😑
  no_mouth 😶  smirk 😏  unamused 😒  face_with_rolling_eyes 🙄  grimacing 😬  relieved 😌  pensive 😔
  sleepy 😪  drooling_face 🤤  sleeping 😴  mask 😷  face_with_thermometer 🤒  face_with_head_bandage 🤕
  nauseated_face 🤢  sneezing_face 🤧  hot_face 🥵  cold_face 🥶  woozy_face 🥴  dizzy_face 😵
  exploding_head 🤯  face_with_cowboy_hat 🤠  partying_face 🥳  sunglasses 😎  nerd_face 🤓
  face_with_monocle 🧐  confused 😕  worried 😟  slightly_frowning_face 🙁  open_mouth 😮  hushed 😯
  astonished 😲  flushed 😳  pleading_face 🥺  face_holding_back_tears 🥹  fearful 😨  cold_sweat 😰
  disappointed_relieved 😥  cry 😢  sob 😭  scream 😱  persevere 😣  disappointed 😞  sweat 😓  weary 😩
  tired_face 😫  yawning_face 🥱  triumph 😤  rage 😡  angry 😠  skull 💀  poop 💩  clown_face 🤡  ghost 👻
  alien 👽  robot_face 🤖  smiley_cat 😺  heart_eyes_cat 😻  see_no_evil 🙈  hear_no_evil 🙉  speak_no_evil 🙊
  heart ❤️  orange_heart 🧡  yellow_heart 💛  green_heart 💚  blue_heart 💙  purple_heart 💜  black_heart 🖤
  white_heart 🤍  brown_heart 🤎  broken_heart 💔  two_hearts 💕  sparkling_heart 💖  heartpulse 💗  100 💯
  anger 💢  boom 💥  dizzy 💫  sweat_drops 💦  dash 💨  speech_balloon 💬  thought_balloon 💭  zzz 💤
  wave 👋  raised_back_of_hand 🤚  raised_hand ✋  hand ✋  spock-hand 🖖  ok_hand 👌  pinched_fingers 🤌  v ✌️
  crossed_fingers 🤞  the_horns 🤘  call_me_hand 🤙  point_left 👈  point_right 👉  point_up_2 👆  point_down 👇
  point_up ☝️  +1 👍  thumbsup 👍  -1 👎  thumbsdown 👎  fist ✊  facepunch 👊  punch 👊  clap 👏
  raised_hands 🙌  heart_hands 🫶  open_hands 👐  palms_up_together 🤲  handshake 🤝  pray 🙏  writing_hand ✍️
  muscle 💪  ear 👂  eyes 👀  eye 👁️  brain 🧠
  baby 👶  boy 👦  girl 👧  man 👨  woman 👩  person_frowning 🙍  no_good 🙅  ok_woman 🙆  raising_hand 🙋
  bow 🙇  face_palm 🤦  shrug 🤷  office_worker 🧑‍💼  technologist 🧑‍💻  teacher 🧑‍🏫  cook 🧑‍🍳
  student 🧑‍🎓  artist 🧑‍🎨  astronaut 🧑‍🚀  pilot 🧑‍✈️  superhero 🦸  mage 🧙  walking 🚶  running 🏃
  runner 🏃  dancer 💃  people_hugging 🫂  busts_in_silhouette 👥  bust_in_silhouette 👤  family 👪
  speaking_head_in_silhouette 🗣️  person_climbing 🧗  person_in_lotus_position 🧘  surfer 🏄  swimmer 🏊
  weight_lifter 🏋️  bicyclist 🚴
  dog 🐶  dog2 🐕  cat 🐱  mouse 🐭  rabbit 🐰  fox_face 🦊  bear 🐻  panda_face 🐼  tiger 🐯  lion_face 🦁
  cow 🐮  pig 🐷  frog 🐸  monkey 🐒  chicken 🐔  penguin 🐧  bird 🐦  eagle 🦅  owl 🦉  unicorn_face 🦄
  horse 🐴  bee 🐝  bug 🐛  butterfly 🦋  snail 🐌  turtle 🐢  snake 🐍  octopus 🐙  whale 🐳  dolphin 🐬
  fish 🐟  shark 🦈  elephant 🐘  hedgehog 🦔  sloth 🦥  evergreen_tree 🌲  deciduous_tree 🌳  palm_tree 🌴
  cactus 🌵  seedling 🌱  herb 🌿  four_leaf_clover 🍀  maple_leaf 🍁  fallen_leaf 🍂  mushroom 🍄  bouquet 💐
  cherry_blossom 🌸  rose 🌹  sunflower 🌻  tulip 🌷
  earth_africa 🌍  earth_americas 🌎  earth_asia 🌏  globe_with_meridians 🌐  full_moon 🌕  crescent_moon 🌙
  sun_with_face 🌞  sunny ☀️  partly_sunny ⛅  cloud ☁️  rain_cloud 🌧️  snow_cloud 🌨️
  thunder_cloud_and_rain ⛈️  snowflake ❄️  snowman ☃️  zap ⚡  fire 🔥  droplet 💧  ocean 🌊  rainbow 🌈
  umbrella_with_rain_drops ☔  star ⭐  star2 🌟  stars 🌠  sparkles ✨  sunrise 🌅  night_with_stars 🌃  comet ☄️
  apple 🍎  green_apple 🍏  pear 🍐  tangerine 🍊  lemon 🍋  banana 🍌  watermelon 🍉  grapes 🍇  strawberry 🍓
  cherries 🍒  peach 🍑  pineapple 🍍  kiwifruit 🥝  tomato 🍅  avocado 🥑  carrot 🥕  corn 🌽  hot_pepper 🌶️
  bread 🍞  croissant 🥐  pretzel 🥨  cheese_wedge 🧀  egg 🥚  bacon 🥓  pancakes 🥞  hamburger 🍔  fries 🍟
  pizza 🍕  sandwich 🥪  taco 🌮  burrito 🌯  sushi 🍣  ramen 🍜  spaghetti 🍝  curry 🍛  rice 🍚  icecream 🍦
  doughnut 🍩  cookie 🍪  birthday 🎂  cake 🍰  chocolate_bar 🍫  candy 🍬  honey_pot 🍯  coffee ☕  tea 🍵
  beer 🍺  beers 🍻  wine_glass 🍷  cocktail 🍸  champagne 🍾  clinking_glasses 🥂  tropical_drink 🍹
  popcorn 🍿  salt 🧂
  soccer ⚽  basketball 🏀  football 🏈  baseball ⚾  tennis 🎾  volleyball 🏐  8ball 🎱  golf ⛳  dart 🎯
  bowling 🎳  video_game 🎮  game_die 🎲  jigsaw 🧩  trophy 🏆  medal 🎖️  sports_medal 🏅  first_place_medal 🥇
  second_place_medal 🥈  third_place_medal 🥉  reminder_ribbon 🎗️  ticket 🎫  art 🎨  musical_note 🎵  notes 🎶
  microphone 🎤  headphones 🎧  guitar 🎸  drum_with_drumsticks 🥁  balloon 🎈  tada 🎉  confetti_ball 🎊
  gift 🎁  ribbon 🎀  jack_o_lantern 🎃  christmas_tree 🎄  fireworks 🎆  sparkler 🎇  checkered_flag 🏁
  triangular_flag_on_post 🚩
  car 🚗  taxi 🚕  bus 🚌  racing_car 🏎️  ambulance 🚑  fire_engine 🚒  truck 🚚  tractor 🚜  bike 🚲
  scooter 🛴  train 🚋  bullettrain_side 🚄  airplane ✈️  airplane_departure 🛫  airplane_arriving 🛬  rocket 🚀
  helicopter 🚁  boat ⛵  ship 🚢  anchor ⚓  construction 🚧  rotating_light 🚨  traffic_light 🚥
  vertical_traffic_light 🚦  world_map 🗺️  mountain ⛰️  beach_with_umbrella 🏖️  desert_island 🏝️  camping 🏕️
  house 🏠  house_with_garden 🏡  office 🏢  hospital 🏥  bank 🏦  hotel 🏨  school 🏫  factory 🏭
  statue_of_liberty 🗽  bridge_at_night 🌉  tent ⛺
  watch ⌚  iphone 📱  computer 💻  desktop_computer 🖥️  keyboard ⌨️  printer 🖨️  camera 📷  movie_camera 🎥
  tv 📺  radio 📻  telephone ☎️  telephone_receiver 📞  phone ☎️  stopwatch ⏱️  timer_clock ⏲️  alarm_clock ⏰
  hourglass ⌛  hourglass_flowing_sand ⏳  battery 🔋  electric_plug 🔌  bulb 💡  flashlight 🔦  candle 🕯️
  moneybag 💰  dollar 💵  pound 💷  euro 💶  money_with_wings 💸  credit_card 💳  chart 💹  receipt 🧾  gem 💎
  scales ⚖️  toolbox 🧰  wrench 🔧  hammer 🔨  hammer_and_wrench 🛠️  gear ⚙️  link 🔗  chains ⛓️  magnet 🧲
  test_tube 🧪  microscope 🔬  telescope 🔭  satellite_antenna 📡  syringe 💉  pill 💊  door 🚪  bed 🛏️
  couch_and_lamp 🛋️  key 🔑  old_key 🗝️  lock 🔒  unlock 🔓  closed_lock_with_key 🔐  bell 🔔  no_bell 🔕
  mega 📣  loudspeaker 📢  email ✉️  envelope ✉️  incoming_envelope 📨  inbox_tray 📥  outbox_tray 📤
  package 📦  mailbox 📫  pencil 📝  pencil2 ✏️  memo 📝  briefcase 💼  file_folder 📁  open_file_folder 📂
  date 📅  calendar 📆  spiral_calendar_pad 🗓️  card_index 📇  chart_with_upwards_trend 📈
  chart_with_downwards_trend 📉  bar_chart 📊  clipboard 📋  pushpin 📌  round_pushpin 📍  paperclip 📎
  straight_ruler 📏  scissors ✂️  wastebasket 🗑️  book 📖  books 📚  notebook 📓  newspaper 📰  bookmark 🔖
  label 🏷️  mag 🔍  mag_right 🔎  shield 🛡️  crown 👑  tophat 🎩  eyeglasses 👓  dark_sunglasses 🕶️
  necktie 👔  shirt 👕  handbag 👜  school_satchel 🎒  athletic_shoe 👟  compass 🧭
  white_check_mark ✅  ballot_box_with_check ☑️  heavy_check_mark ✔️  heavy_multiplication_x ✖️  x ❌
  negative_squared_cross_mark ❎  heavy_plus_sign ➕  heavy_minus_sign ➖  heavy_division_sign ➗  question ❓
  grey_question ❔  grey_exclamation ❕  exclamation ❗  bangbang ‼️  interrobang ⁉️  warning ⚠️  no_entry ⛔
  no_entry_sign 🚫  octagonal_sign 🛑  recycle ♻️  trident 🔱  infinity ♾️  arrow_up ⬆️  arrow_down ⬇️
  arrow_left ⬅️  arrow_right ➡️  arrow_upper_right ↗️  arrow_lower_right ↘️  left_right_arrow ↔️
  arrow_up_down ↕️  arrows_counterclockwise 🔄  leftwards_arrow_with_hook ↩️  back 🔙  end 🔚  soon 🔜  top 🔝
  twisted_rightwards_arrows 🔀  repeat 🔁  arrow_forward ▶️
  black_right_pointing_double_triangle_with_vertical_bar ⏭️  double_vertical_bar ⏸️  fast_forward ⏩  rewind ⏪
  new 🆕  free 🆓  up 🆙  cool 🆒  ok 🆗  sos 🆘  hash #️⃣  zero 0️⃣  one 1️⃣  two 2️⃣  three 3️⃣  four 4️⃣
  five 5️⃣  six 6️⃣  seven 7️⃣  eight 8️⃣  nine 9️⃣  keycap_ten 🔟  1234 🔢  information_source ℹ️
  red_circle 🔴  large_orange_circle 🟠  large_yellow_circle 🟡  large_green_circle 🟢  large_blue_circle 🔵
  large_purple_circle 🟣  white_circle ⚪  black_circle ⚫  large_red_square 🟥  large_green_square 🟩
  large_yellow_square 🟨  black_large_square ⬛  white_large_square ⬜  small_blue_diamond 🔹
  large_blue_diamond 🔷  small_orange_diamond 🔸  large_orange_diamond 🔶  radio_button 🔘  clock9 🕘  clock3 🕒
  clock12 🕛  copyright ©️  registered ®️  tm ™️  flag-gb 🇬🇧  flag-us 🇺🇸  flag-de 🇩🇪  flag-fr 🇫🇷
  flag-es 🇪🇸  flag-it 🇮🇹  flag-eu 🇪🇺  waving_white_flag 🏳️
`;

const table = new Map();
for (const entry of pairs.trim().split(/\s{2,}/)) {
  const [name, character] = entry.split(' ');
  table.set(name, character);
}

// Fitzpatrick modifiers, for names such as :wave::skin-tone-3:.
const skinTones = {
  'skin-tone-2': '\u{1F3FB}',
  'skin-tone-3': '\u{1F3FC}',
  'skin-tone-4': '\u{1F3FD}',
  'skin-tone-5': '\u{1F3FE}',
  'skin-tone-6': '\u{1F3FF}',
};

// emojiCharacter returns the character for a name without colons, which may end in "::skin-tone-3"; or "".
export function emojiCharacter(name) {
  const [base, tone] = name.split('::');
  const character = table.get(base);
  if (!character) return '';
  return character + (skinTones[tone] ?? '');
}

// emojiNode draws an emoji that a screen reader says by name, or the name between colons if there is none.
export function emojiNode(name) {
  const character = emojiCharacter(name);
  if (!character) return document.createTextNode(`:${name}:`);
  const spoken = name.split('::')[0].replace(/[_-]/g, ' ');
  return h('span', { class: 'emoji', role: 'img', 'aria-label': `${spoken} emoji`, title: `:${name}:` }, character);
}

// emojiPattern matches one :name: at the start of a text, with its skin tone.
export const emojiPattern = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/;

// emojiNames lists the names that begin with a prefix, for completion: the shortest first, at most max of them.
export function emojiNames(prefix, max) {
  return [...table.keys()]
    .filter((name) => name.startsWith(prefix))
    .sort((a, b) => a.length - b.length)
    .slice(0, max);
}
