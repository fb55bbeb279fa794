quser
