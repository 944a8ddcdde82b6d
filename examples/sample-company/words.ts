/** Words from which the generator makes people and things. Combinations are nobody's on purpose. */
export const surnames =
  '李王张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁任沈'.split(
    '',
  );
/** Second and third characters of generated names. */
export const givenCharacters =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉鑫宇婷浩玉萍红建国志玲雪晨思琪佳怡欣悦俊豪梓涵'.split(
    '',
  );
/** Names in Latin letters, some with accents. */
export const latinGivenNames = [
  'Amélie',
  'Björn',
  'Chloe',
  'Dávid',
  'Élise',
  'Finn',
  'Grace',
  'Hana',
  'Íñigo',
  'Zoë',
];
export const latinSurnames = [
  'Almeida',
  'Brontë',
  'Castro',
  'Díaz',
  'Eriksson',
  'Fischer',
  'Müller',
  'Novák',
  'Ōta',
];

/** Domains that RFC 2606 keeps from ever being anybody's. */
export const mailDomains = ['example.com', 'example.net', 'example.org', 'kehu.test', 'post.example'];

/** Province, city, postcode. */
export const places = [
  ['广东省', '广州市', '510000'],
  ['广东省', '深圳市', '518000'],
  ['浙江省', '杭州市', '310000'],
  ['江苏省', '南京市', '210000'],
  ['四川省', '成都市', '610000'],
  ['湖北省', '武汉市', '430000'],
] as const;
export const streets = ['样例路', '虚构街', '示范大道', '海蓝巷', '测试里'];

export const items = [
  '5G 畅享套餐',
  '宽带一年',
  '流量包 20GB',
  '国际漫游包',
  '路由器',
  '手机保护壳',
  '固话月租',
];
export const deliveryNotes = ['放门卫', '请先打电话', '工作日送', null, null, null];
export const ticketSubjects = ['账单查询', '信号不好', '套餐变更', '宽带故障', 'Invoice question', '退货'];
export const customerTexts = [
  '请帮我查一下。',
  '昨天开始就这样了。',
  'Please check my bill.',
  '问题还没有解决。',
  '谢谢！',
];
export const staffTexts = [
  '您好，我们正在核实。',
  '已为您处理。',
  'We are looking into it.',
  '请您重启设备再试。',
];
export const callTexts = ['来电咨询套餐。', '来电报修，已登记。', '来电查询账单，已答复。', '来电要求回电。'];
/** Staff of the support desk; not customers. */
export const agents = ['客服小蓝', '客服小海', '客服小云'];
