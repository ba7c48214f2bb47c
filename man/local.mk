dist_man_MANS = %D%/glassbox.1 %D%/glassbox-lang.7 %D%/glassbox-lesson.5
