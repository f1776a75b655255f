// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace Signalbox {

namespace {

QByteArray svg(const char *name)
{
    QFile file(QStringLiteral(":/signalbox/icons/%1.svg").arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QPixmap drawn(const QByteArray &picture, const QSize &size)
{
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(picture).render(&painter, QRectF(QPointF(), size));
    return pixmap;
}

/** Draws an SVG in the colour that the palette of the moment asks for. */
class TintedEngine : public QIconEngine
{
public:
    explicit TintedEngine(Mark mark)
        : m_mark(mark)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatio();
        QPixmap picture = pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state);
        picture.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), picture);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        // Tables paint the same few pictures over and over.
        const QByteArray wanted = color(mode).name().toLatin1();
        const QString key = QStringLiteral("signalbox/%1/%2/%3x%4")
                                .arg(QLatin1String(m_mark.name), QLatin1String(wanted))
                                .arg(size.width())
                                .arg(size.height());
        QPixmap picture;
        if (!QPixmapCache::find(key, &picture)) {
            picture = drawn(svg(m_mark.name).replace("currentColor", wanted), size);
            QPixmapCache::insert(key, picture);
        }
        return picture;
    }

    QIconEngine *clone() const override { return new TintedEngine(*this); }

private:
    QColor color(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        return toneColor(mode == QIcon::Disabled ? Tone::Muted : m_mark.tone, palette);
    }

    Mark m_mark;
};

} // namespace

QColor toneColor(Tone tone, const QPalette &palette)
{
    const QColor text = palette.color(QPalette::WindowText);
    const QColor ground = palette.color(QPalette::Window);
    const bool dark = ground.lightness() < 128;
    switch (tone) {
    case Tone::Plain:
        return text;
    case Tone::Muted:
        return QColor((text.red() * 3 + ground.red() * 2) / 5, (text.green() * 3 + ground.green() * 2) / 5,
                      (text.blue() * 3 + ground.blue() * 2) / 5);
    case Tone::Good:
        return dark ? QColor(0x57c97a) : QColor(0x1a7f37);
    case Tone::Busy:
        return dark ? QColor(0x6cb6ff) : QColor(0x0959b8);
    case Tone::Warning:
        return dark ? QColor(0xe3b341) : QColor(0x8a5a00);
    case Tone::Bad:
        return dark ? QColor(0xff7b72) : QColor(0xc0202b);
    }
    return text;
}

QIcon markIcon(Mark mark)
{
    return QIcon(new TintedEngine(mark));
}

QIcon anywhereIcon(Mark mark)
{
    // In the order of the tones; at least 3:1 on white and on the dark of panels.
    static constexpr const char *colors[] = {"#808890", "#808890", "#2e9e4f", "#3584e4", "#c07a00", "#e5484d"};
    const QByteArray picture = svg(mark.name).replace("currentColor", colors[static_cast<int>(mark.tone)]);
    QIcon icon;
    for (const int side : {16, 22, 32})
        icon.addPixmap(drawn(picture, {side, side}));
    return icon;
}

QIcon plateIcon(const char *name)
{
    const QByteArray picture = svg(name);
    QIcon icon;
    for (const int side : {16, 22, 24, 32, 48, 64})
        icon.addPixmap(drawn(picture, {side, side}));
    return icon;
}

} // namespace Signalbox
