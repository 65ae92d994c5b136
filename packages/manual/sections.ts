// The branches of the manual's tree, in their order.

import { t, type Text } from './text.ts';

/** A branch. */
export interface Section {
  readonly id: string;
  readonly title: Text;
  readonly summary: Text;
}

const section = (id: string, title: Text, summary: Text): Section => ({ id, title, summary });

export const SECTIONS: readonly Section[] = [
  section(
    'start',
    t('Start', '开始'),
    t('Keys, groups, prices, errors: what to know first.', '密钥、分组、价格与错误：先读这些。'),
  ),
  section('common', t('Common requests', '通用请求'), t('The calls that most readers need.', '最常用的接口。')),
  section(
    'chat',
    t('Conversations', '对话'),
    t('Four protocols, and everything that can be asked through them.', '四种协议及其全部能力。'),
  ),
  section('images', t('Images', '图像'), t('Drawing, editing, varying.', '生成、编辑与变体。')),
  section('audio', t('Audio', '音频'), t('Speech, transcripts, realtime sessions.', '语音合成、识别与实时会话。')),
  section(
    'video',
    t('Video', '视频'),
    t('One form for every maker, and every maker’s own.', '统一格式与各厂商原生格式。'),
  ),
  section('music', t('Music', '音乐'), t('Songs and lyrics.', '歌曲与歌词。')),
  section(
    'midjourney',
    t('Midjourney', 'Midjourney'),
    t('Imagine, buttons, blends, videos.', '绘图、按钮操作、融图与视频。'),
  ),
  section('tasks', t('Tasks', '任务'), t('Your tasks, and platforms of many models.', '任务查询与多模型平台。')),
  section(
    'search',
    t('Embeddings and rerank', '向量与重排序'),
    t('Vectors, rerank, moderation.', '向量、重排序与审核。'),
  ),
  section('system', t('System API', '系统接口'), t('Models, balance, keys, logs.', '模型、余额、密钥与日志。')),
  section('management', t('Management API', '管理接口'), t('What the console itself calls.', '控制台所用的接口。')),
  section('schemas', t('Schemas', '数据结构'), t('Objects that several calls answer.', '多个接口共用的对象。')),
  section('guides', t('Guides', '接入指南'), t('Every client, step by step.', '各客户端逐步配置。')),
  section('operate', t('Operating', '运维手册'), t('For whoever runs a gateway.', '写给运营者。')),
  section('develop', t('Developing', '开发手册'), t('For whoever works on it.', '写给开发者。')),
];

/** The branch of an id. */
export function sectionOf(id: string): Section | undefined {
  return SECTIONS.find(one => one.id === id);
}
