// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/themed.h"

#include <QEvent>
#include <QGuiApplication>
#include <QLabel>

#include <optional>

namespace Signalbox {

namespace {

/** What a label is to look like; goes with it. */
class Theme : public QObject
{
public:
    static Theme *of(QLabel *label)
    {
        for (QObject *child : label->children()) {
            if (auto *theme = dynamic_cast<Theme *>(child))
                return theme;
        }
        return new Theme(label);
    }

    void setTone(Tone tone)
    {
        m_tone = tone;
        apply();
    }

    void setMark(Mark mark, int side)
    {
        m_mark = mark;
        m_side = side;
        apply();
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const bool isChange = event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange;
        if (isChange && !m_isApplying)
            apply();
        return QObject::eventFilter(watched, event);
    }

private:
    explicit Theme(QLabel *label)
        : QObject(label)
        , m_label(label)
    {
        label->installEventFilter(this);
    }

    void apply()
    {
        m_isApplying = true;
        if (m_tone) {
            // That colour alone: everything else goes on coming from the theme.
            QPalette colours;
            colours.setColor(QPalette::WindowText, toneColor(*m_tone, QGuiApplication::palette()));
            m_label->setPalette(colours);
        }
        if (m_side > 0)
            m_label->setPixmap(m_mark.name ? markIcon(m_mark).pixmap(QSize(m_side, m_side), m_label->devicePixelRatioF())
                                           : QPixmap());
        m_isApplying = false;
    }

    QLabel *m_label;
    std::optional<Tone> m_tone;
    Mark m_mark;
    int m_side = 0; //!< 0 = it has no picture
    bool m_isApplying = false;
};

} // namespace

void setTone(QLabel *label, Tone tone)
{
    Theme::of(label)->setTone(tone);
}

void setMark(QLabel *label, Mark mark, int side)
{
    Theme::of(label)->setMark(mark, side);
}

void setVerdict(QLabel *label, bool isGood, int side)
{
    setMark(label, isGood ? Mark{"state-ready", Tone::Good} : Mark{"state-failed", Tone::Bad}, side);
}

} // namespace Signalbox
