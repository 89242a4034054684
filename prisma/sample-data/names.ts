/** Frequent family and given names: kanji, reading in katakana, Roman letters. */
export type NamePart = readonly [ja: string, kana: string, roman: string];

const parts = (text: string): NamePart[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [ja = '', kana = '', roman = ''] = word.split('/');
      return [ja, kana, roman];
    });

/** The last lines are the characters that break careless systems; every one of them can be printed. */
export const familyNames = parts(`
  佐藤/サトウ/SATO 鈴木/スズキ/SUZUKI 高橋/タカハシ/TAKAHASHI 田中/タナカ/TANAKA 伊藤/イトウ/ITO
  渡辺/ワタナベ/WATANABE 山本/ヤマモト/YAMAMOTO 中村/ナカムラ/NAKAMURA 小林/コバヤシ/KOBAYASHI
  加藤/カトウ/KATO 吉田/ヨシダ/YOSHIDA 山田/ヤマダ/YAMADA 佐々木/ササキ/SASAKI 松本/マツモト/MATSUMOTO
  井上/イノウエ/INOUE 木村/キムラ/KIMURA 林/ハヤシ/HAYASHI 清水/シミズ/SHIMIZU 山崎/ヤマザキ/YAMAZAKI
  森/モリ/MORI 池田/イケダ/IKEDA 橋本/ハシモト/HASHIMOTO 阿部/アベ/ABE 石川/イシカワ/ISHIKAWA
  前田/マエダ/MAEDA 藤田/フジタ/FUJITA 小川/オガワ/OGAWA 後藤/ゴトウ/GOTO 岡田/オカダ/OKADA
  長谷川/ハセガワ/HASEGAWA 村上/ムラカミ/MURAKAMI 近藤/コンドウ/KONDO 遠藤/エンドウ/ENDO
  青木/アオキ/AOKI 坂本/サカモト/SAKAMOTO 斉藤/サイトウ/SAITO 福田/フクダ/FUKUDA 西村/ニシムラ/NISHIMURA
  太田/オオタ/OTA 三浦/ミウラ/MIURA 藤原/フジワラ/FUJIWARA 松田/マツダ/MATSUDA 岩崎/イワサキ/IWASAKI
  原田/ハラダ/HARADA 中野/ナカノ/NAKANO 小野/オノ/ONO 勅使河原/テシガワラ/TESHIGAWARA 東/アズマ/AZUMA
  髙橋/タカハシ/TAKAHASHI 髙島/タカシマ/TAKASHIMA 山﨑/ヤマサキ/YAMASAKI 濵田/ハマダ/HAMADA
  渡邉/ワタナベ/WATANABE 渡邊/ワタナベ/WATANABE 齋藤/サイトウ/SAITO 齊藤/サイトウ/SAITO 𠮷田/ヨシダ/YOSHIDA
  𠮷川/ヨシカワ/YOSHIKAWA 德永/トクナガ/TOKUNAGA 栁田/ヤナギダ/YANAGIDA 桒原/クワバラ/KUWABARA
  葛\u{e0100}城/カツラギ/KATSURAGI 辻\u{e0100}本/ツジモト/TSUJIMOTO 神田/カンダ/KANDA 塚本/ツカモト/TSUKAMOTO 嵜山/サキヤマ/SAKIYAMA
`);

export const womensNames = parts(`
  陽菜/ヒナ/Hina 結衣/ユイ/Yui 葵/アオイ/Aoi 凛/リン/Rin 美咲/ミサキ/Misaki 莉子/リコ/Riko 芽依/メイ/Mei
  優奈/ユウナ/Yuna 彩花/アヤカ/Ayaka 千尋/チヒロ/Chihiro 遥/ハルカ/Haruka 真央/マオ/Mao 詩織/シオリ/Shiori
  七海/ナナミ/Nanami 琴音/コトネ/Kotone 桜子/サクラコ/Sakurako 由紀/ユキ/Yuki 麻衣/マイ/Mai 茜/アカネ/Akane
  菜々子/ナナコ/Nanako 楓/カエデ/Kaede 紗羅/サラ/Sara のぞみ/ノゾミ/Nozomi さくら/サクラ/Sakura
  瑞穂/ミズホ/Mizuho 怜奈/レイナ/Reina 栞/シオリ/Shiori 華凜/カリン/Karin
`);

export const mensNames = parts(`
  蓮/レン/Ren 陽翔/ハルト/Haruto 湊/ミナト/Minato 大翔/ヒロト/Hiroto 悠真/ユウマ/Yuma 樹/イツキ/Itsuki
  颯太/ソウタ/Sota 健太/ケンタ/Kenta 翔/ショウ/Sho 大輔/ダイスケ/Daisuke 拓海/タクミ/Takumi 直樹/ナオキ/Naoki
  亮/リョウ/Ryo 一郎/イチロウ/Ichiro 誠/マコト/Makoto 航平/コウヘイ/Kohei 慎之介/シンノスケ/Shinnosuke
  隼/ハヤト/Hayato 智也/トモヤ/Tomoya 圭/ケイ/Kei 龍之介/リュウノスケ/Ryunosuke 光/ヒカル/Hikaru
  伊織/イオリ/Iori 匠/タクミ/Takumi 篤志/アツシ/Atsushi 譲/ユズル/Yuzuru
`);

/** Students from abroad: registered name, reading, name in Roman letters. */
export const foreignNames: readonly NamePart[] = [
  ['王　梓涵', 'オウ　シカン', 'WANG Zihan'],
  ['グエン　ティ　フオン　アイン', 'グエン　ティ　フオン　アイン', 'NGUYỄN Thị Phương Anh'],
  ['金　瑞俊', 'キム　ソジュン', 'KIM Seojun'],
  ['スハルディ', 'スハルディ', 'SUHARDI'],
  ['ミュラー　ヨハンナ', 'ミュラー　ヨハンナ', 'MÜLLER Johanna'],
  ['オコンクウォ　チディンマ', 'オコンクウォ　チディンマ', 'OKONKWO Chidinma'],
  ['ユルドゥズ　シェイマ', 'ユルドゥズ　シェイマ', 'YILDIZ Şeyma'],
  ['ウォジニャク　ウカシュ', 'ウォジニャク　ウカシュ', 'WOŹNIAK Łukasz'],
  [
    'シルヴァ　ドス　サントス　ジョアン',
    'シルヴァ　ドス　サントス　ジョアン',
    'SILVA DOS SANTOS João',
  ],
  ['李　雨桐', 'リ　ウトウ', 'LI Yutong'],
];
