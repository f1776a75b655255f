// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolanswer.h"

#include "ui/icons.h"
#include "ui/themed.h"
#include "ui/words.h"

#include "core/wire/prettyjson.h"

#include <QBuffer>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QImageReader>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr qsizetype mostBlocks = 40;
constexpr qsizetype longestText = 100'000;
constexpr qsizetype largestPicture = 1024 * 1024;
constexpr int longestSide = 4'000;
constexpr QSize roomForPicture(480, 320);

QString pretty(const QJsonObject &object)
{
    return QString::fromUtf8(prettyJson(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

} // namespace

ToolAnswer::ToolAnswer(QWidget *parent) : QWidget(parent), m_icon(new QLabel), m_head(new QLabel), m_blocks(new QVBoxLayout)
{
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    m_head->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *top = new QHBoxLayout;
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addWidget(m_head, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addLayout(m_blocks);
    layout->addStretch();
    showNothing();
}

void ToolAnswer::clear()
{
    delete std::exchange(m_body, new QWidget);
    m_blocks->addWidget(m_body);
    auto *blocks = new QVBoxLayout(m_body);
    blocks->setContentsMargins(0, 0, 0, 0);
}

void ToolAnswer::head(const char *icon, int tone, const QString &sentence)
{
    m_icon->setVisible(icon);
    if (icon)
        setMark(m_icon, {icon, Tone(tone)}, 16);
    m_head->setText(sentence);
    m_head->setForegroundRole(icon ? QPalette::WindowText : QPalette::PlaceholderText);
}

void ToolAnswer::showNothing()
{
    clear();
    head(nullptr, 0, tr("The answer will be shown here."));
}

void ToolAnswer::show(const Result<QJsonObject> &answer)
{
    clear();
    if (!answer) {
        head("state-failed", int(Tone::Bad), tr("It did not work: %1").arg(Words::tame(answer.error().sentence, 2'000)));
        return;
    }
    const QString time = Words::milliseconds(qMax(1.0, answer->value(QStringLiteral("ms")).toDouble()));
    const QString size = Words::bytes(quint64(answer->value(QStringLiteral("bytes")).toInteger()));
    const QJsonObject result = answer->value(QStringLiteral("result")).toObject();
    if (result.value(QStringLiteral("isError")).toBool())
        head("state-failed", int(Tone::Bad), tr("The tool says that it failed, after %1.").arg(time));
    else
        head("state-ready", int(Tone::Good), tr("Answered after %1, %2.").arg(time, size));
    if (!answer->value(QStringLiteral("whole")).toBool(true)) {
        addNote(tr("The answer is too large to be shown; this is how it begins:"));
        addText(answer->value(QStringLiteral("raw")).toString(), true);
        return;
    }
    const QJsonArray content = result.value(QStringLiteral("content")).toArray();
    for (qsizetype i = 0; i < qMin(content.size(), mostBlocks); ++i)
        addContent(content.at(i).toObject());
    if (content.size() > mostBlocks)
        addNote(tr("Parts that are not shown: %1.").arg(content.size() - mostBlocks));
    const QJsonValue structured = result.value(QStringLiteral("structuredContent"));
    if (structured.isObject()) {
        addNote(tr("As data:"));
        addText(pretty(structured.toObject()), true);
    }
    if (content.isEmpty() && !structured.isObject())
        addText(pretty(result), true);
}

void ToolAnswer::addContent(const QJsonObject &block)
{
    const QString type = block.value(QStringLiteral("type")).toString();
    if (type == QLatin1String("text"))
        return addText(block.value(QStringLiteral("text")).toString(), false);
    if (type == QLatin1String("image"))
        return addPicture(block.value(QStringLiteral("data")).toString().toLatin1());
    if (type == QLatin1String("audio"))
        return addNote(tr("A sound (%1), which is not played here.")
                           .arg(Words::tame(block.value(QStringLiteral("mimeType")).toString(), 60)));
    if (type == QLatin1String("resource_link")) {
        addNote(tr("A resource: %1 (%2)").arg(Words::tame(block.value(QStringLiteral("name")).toString(), 100),
                                              Words::tame(block.value(QStringLiteral("uri")).toString(), 400)));
        return;
    }
    const QJsonObject resource = block.value(QStringLiteral("resource")).toObject();
    if (resource.value(QStringLiteral("text")).isString()) {
        addNote(Words::tame(resource.value(QStringLiteral("uri")).toString(), 400));
        return addText(resource.value(QStringLiteral("text")).toString(), false);
    }
    addText(pretty(block), true);
}

void ToolAnswer::addText(const QString &text, bool isCode)
{
    auto *view = new QPlainTextEdit;
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setAccessibleName(tr("Answer"));
    if (isCode) {
        view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        view->setLineWrapMode(QPlainTextEdit::NoWrap);
    }
    view->setPlainText(text.left(longestText));
    const int lines = qBound(1, int(text.left(longestText).count(QLatin1Char('\n'))) + 1 + (isCode ? 0 : int(text.size()) / 80), 12);
    view->setFixedHeight(view->fontMetrics().lineSpacing() * lines + 2 * view->frameWidth() + 14);
    m_body->layout()->addWidget(view);
    if (text.size() > longestText)
        addNote(tr("The text goes on; only its beginning is shown."));
}

/** Pictures come from servers: what would need much room once unpacked is not unpacked. */
void ToolAnswer::addPicture(const QByteArray &base64)
{
    if (base64.size() > largestPicture * 4 / 3)
        return addNote(tr("A picture that is too large to be shown here."));
    QByteArray bytes = QByteArray::fromBase64(base64);
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    const QSize size = reader.size();
    const QByteArray format = reader.format();
    const bool isPlain = format == "png" || format == "jpeg" || format == "gif" || format == "bmp" || format == "webp";
    if (!isPlain || !size.isValid() || size.width() > longestSide || size.height() > longestSide)
        return addNote(tr("A picture that cannot be shown here."));
    if (size.width() > roomForPicture.width() || size.height() > roomForPicture.height())
        reader.setScaledSize(size.scaled(roomForPicture, Qt::KeepAspectRatio));
    const QImage image = reader.read();
    if (image.isNull())
        return addNote(tr("A picture that cannot be shown here."));
    auto *label = new QLabel;
    label->setPixmap(QPixmap::fromImage(image));
    label->setAccessibleName(tr("A picture, %1 by %2").arg(size.width()).arg(size.height()));
    m_body->layout()->addWidget(label);
}

void ToolAnswer::addNote(const QString &sentence)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(sentence);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    m_body->layout()->addWidget(label);
}

} // namespace Signalbox
